/** A queue whose `shift` does not move what is behind it. */
export interface Fifo<T> {
  items: T[]
  head: number
}

export function createFifo<T>(): Fifo<T> {
  return { items: [], head: 0 }
}

/** How many wait. */
export function lengthOf(fifo: Fifo<unknown>): number {
  return fifo.items.length - fifo.head
}

/** The one that has waited longest, left where it is. */
export function peek<T>(fifo: Fifo<T>): T | undefined {
  return fifo.items[fifo.head]
}

/** Takes the one that has waited longest. */
export function shift<T>(fifo: Fifo<T>): T | undefined {
  if (lengthOf(fifo) === 0) return undefined
  const first = fifo.items[fifo.head]
  fifo.head += 1
  // Half of the array is behind us: drop it, which costs O(1) for each element shifted.
  if (fifo.head >= 32 && fifo.head * 2 >= fifo.items.length) {
    fifo.items = fifo.items.slice(fifo.head)
    fifo.head = 0
  }
  return first
}
