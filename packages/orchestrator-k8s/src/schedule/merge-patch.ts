type Members = { readonly [name: string]: unknown }

/** The merge patch (RFC 7386) that makes one object of another: what it has too much is taken away. */
export function mergePatch(has: object, wanted: object): Members {
  // Both are plain objects, of any members.
  const [before, after] = [has as Members, wanted as Members]
  const gone = Object.keys(before).filter((name) => after[name] === undefined)
  const changed = Object.entries(after).filter(([, value]) => value !== undefined)
  return Object.fromEntries([
    ...gone.map((name) => [name, null] as const),
    ...changed.map(
      ([name, value]) => [name, isObject(value) ? mergePatch(objectOr(before[name]), value) : value] as const,
    ),
  ])
}

function objectOr(value: unknown): object {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
