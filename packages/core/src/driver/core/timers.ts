import type { DriverState, Timer } from './state.ts'

/** Asks for a `timer` event so many milliseconds from now. */
export function setTimer(state: DriverState, timer: Timer, { id, afterMs }: { id: string; afterMs: number }): string {
  state.timers.set(id, timer)
  state.commands.push({ kind: 'set-timer', id, at: state.now + afterMs })
  return id
}

/** Takes a timer back, if it is still to come. */
export function clearTimer(state: DriverState, id: string | undefined): void {
  if (id === undefined || !state.timers.delete(id)) return
  state.commands.push({ kind: 'clear-timer', id })
}
