/** Marks a branch that the types rule out; reached, it says which value got there. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`)
}
