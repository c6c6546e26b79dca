/** An object as it stands in JSON: the types of `@kubernetes/client-node` say `Date` where the wire has text. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T
