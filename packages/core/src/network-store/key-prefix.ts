/** Where a store begins in its bucket or container. */
export interface KeyPrefix {
  /** The key by which the service knows the object of a store's key. */
  readonly objectKey: (key: string) => string
  /** The store's key of an object below the prefix. */
  readonly keyOf: (object: string) => string
}

/** The prefix of a config: a path without slashes at its ends, empty for the root. */
export function keyPrefix(path: string): KeyPrefix {
  const prefix = path === '' ? '' : `${path}/`
  return { objectKey: (key) => `${prefix}${key}`, keyOf: (object) => object.slice(prefix.length) }
}
