import type { Alarm, DriverState } from './state.ts'

/** Asks for a `timer` event so many milliseconds from now. */
export function setTimer(state: DriverState, alarm: Alarm, { id, afterMs }: { id: string; afterMs: number }): string {
  const at = state.now + afterMs
  state.timers.set(id, { alarm, at })
  state.commands.push({ kind: 'set-timer', id, at })
  return id
}

/** Takes a timer back, if it is still to come. */
export function clearTimer(state: DriverState, id: string | undefined): void {
  if (id === undefined || !state.timers.delete(id)) return
  state.commands.push({ kind: 'clear-timer', id })
}

/**
 * What a timer was set for; undefined where it was cleared while it was on its way. One that comes too early (a coarse
 * clock, or a timer set anew in the meantime) is asked for again.
 */
export function takeTimer(state: DriverState, id: string): Alarm | undefined {
  const timer = state.timers.get(id)
  if (!timer) return undefined
  if (timer.at > state.now) {
    state.commands.push({ kind: 'set-timer', id, at: timer.at })
    return undefined
  }
  state.timers.delete(id)
  return timer.alarm
}
