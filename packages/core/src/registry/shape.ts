/** What a value of a YAML document of ours may be. One description serves the check and the JSON Schema for editors. */
export type Shape =
  | TextShape
  | NumberShape
  | { readonly type: 'list'; readonly of: Shape; readonly description?: string }
  | RecordShape
  | MapShape
  /** A mapping that somebody else's schema describes. Only in here may texts hold references. */
  | { readonly type: 'config'; readonly description?: string }

/** What a text has to match, and how a person says it. */
export interface TextRule {
  readonly pattern: RegExp
  /** Completes "… must be": `a duration such as "30s"`. */
  readonly expected: string
}

export interface TextShape {
  readonly type: 'text'
  readonly rule?: TextRule
  readonly description?: string
}

export interface NumberShape {
  readonly type: 'number'
  readonly integer?: boolean
  readonly min?: number
  /** It has to be more than that. */
  readonly above?: number
  readonly max?: number
  readonly description?: string
}

/** A mapping with known keys. */
export interface RecordShape {
  readonly type: 'record'
  /** What its keys belong to, in messages; without it, the path says it. */
  readonly title?: string
  readonly fields: { readonly [key: string]: Shape }
  readonly required?: readonly string[]
  readonly description?: string
}

/** A mapping whose keys are the author's. */
export interface MapShape {
  readonly type: 'map'
  readonly key: TextRule
  /** Two keys may not differ only in upper and lower case. @default false */
  readonly ignoreCase?: boolean
  readonly of: Shape
  readonly description?: string
}
