/** The members of T, where each optional one may also be present and undefined. */
export type Undefinable<T> = { readonly [K in keyof T]: {} extends Pick<T, K> ? T[K] | undefined : T[K] }

/** A copy without the members that are undefined, so that absence has one form. */
export function defined<T extends object>(members: Undefinable<T>): T {
  // Only optional members may be undefined, so what is left is a T.
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as T
}
