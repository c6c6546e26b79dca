/** Sends a signal to all processes of a group, if there are any left. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch {
    // Nothing is left of the group.
  }
}
