/** Something happened that must never happen. */
export function broken(message: string): never {
  throw new Error(`Invariant broken: ${message}.`)
}
