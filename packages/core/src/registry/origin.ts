/** Where a value stands. */
export interface Origin {
  /** Relative to the project's root, with `/`; for values that no file has, what they come from. */
  readonly file: string
  /** From 1; 0 where there is no file. */
  readonly line: number
  /** From 1, in UTF-16 code units; 0 where there is no file. */
  readonly column: number
}

/** The keys and list positions that lead to a value, from the top of its document. */
export type Path = readonly (string | number)[]

/** `stacks/k8s.yaml:4:3`. */
export function formatOrigin(origin: Origin): string {
  return origin.line === 0 ? origin.file : `${origin.file}:${origin.line}:${origin.column}`
}

/** A path as people write it: `components.orchestrator.config.zones[2]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** A path as a key for maps: a JSON Pointer (RFC 6901). The whole document is the empty text. */
export function toPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Where each value of a document stands, by JSON Pointer. A field's place is that of its key. */
export type Origins = ReadonlyMap<string, Origin>

/** The place of a value, or of the nearest value around it that has one; undefined where none is known. */
export function originOf(origins: Origins, path: Path): Origin | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const origin = origins.get(toPointer(path.slice(0, length)))
    if (origin) return origin
  }
  return undefined
}
