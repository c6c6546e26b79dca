import { untilAborted } from '@regauge/core/store'

/** Lets so many in at once, in the order of their asking. */
export interface Slots {
  /** Runs `act` as soon as there is room. Throws the signal's reason where it aborts before. */
  run<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

/** Room for `count`. */
export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const enter = async (signal?: AbortSignal) => {
    if (free > 0) {
      free -= 1
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    try {
      await untilAborted(promise, signal)
    } catch (reason) {
      const place = waiting.indexOf(resolve)
      if (place === -1) leave()
      else waiting.splice(place, 1)
      throw reason
    }
  }
  return {
    async run(act, signal) {
      signal?.throwIfAborted()
      await enter(signal)
      try {
        return await act()
      } finally {
        leave()
      }
    },
  }
}
