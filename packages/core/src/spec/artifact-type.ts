import type { JsonSchema } from '../util/json.ts'

/** What an input or output holds and how it is written. */
export interface ArtifactTypeSpec {
  /** The name the author gave the type. */
  readonly name?: string
  /** Which materializer writes and reads it: `json`, `list`, `bytes`, `text`, `file`, `directory`, `safetensors`, … */
  readonly materializer: string
  /** For `json`: what the schema library tells of the value; absent where it cannot tell. */
  readonly schema?: JsonSchema
  /** For `list`: the type of each item. */
  readonly item?: ArtifactTypeSpec
}
