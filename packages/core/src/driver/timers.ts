// The longest delay that Node's timers keep: 2^31 - 1 ms.
const LONGEST = 2_147_483_647

/** Named timers on a monotonic clock. */
export interface Timers extends Disposable {
  /** Calls back at a time of the clock, in milliseconds; setting a name again moves it. */
  set(id: string, at: number): void
  clear(id: string): void
}

/** Timers that call `fire` with their name; disposing clears all. */
export function createTimers(now: () => number, fire: (id: string) => void): Timers {
  const pending = new Map<string, NodeJS.Timeout>()
  const clear = (id: string) => {
    clearTimeout(pending.get(id))
    pending.delete(id)
  }
  const set = (id: string, at: number) => {
    clear(id)
    const delay = at - now()
    const timer = setTimeout(
      () => {
        if (delay > LONGEST) return set(id, at)
        pending.delete(id)
        fire(id)
      },
      Math.max(0, Math.min(delay, LONGEST)),
    )
    pending.set(id, timer)
  }
  return {
    set,
    clear,
    [Symbol.dispose]() {
      for (const timer of pending.values()) clearTimeout(timer)
      pending.clear()
    },
  }
}
