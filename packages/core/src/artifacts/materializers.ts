import type { AnyArtifactType } from '../contracts/definition.ts'
import type { Materializer } from '../contracts/materializer.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { suggest } from '../util/names.ts'
import { bytes } from './materializers/bytes.ts'
import { directory } from './materializers/directory.ts'
import { file } from './materializers/file.ts'
import { json } from './materializers/json.ts'
import { jsonl } from './materializers/jsonl.ts'
import { safetensors } from './materializers/safetensors.ts'
import { text } from './materializers/text.ts'

/** The materializers that are always there, by name. `list` is not among them: its items' type decides. */
export const BUILT_IN_MATERIALIZERS: ReadonlyMap<string, Materializer> = new Map(
  [json, jsonl, bytes, text, file, directory, safetensors].map((each) => [each.name, each]),
)

/** The materializer of a type: the author's own, else the built-in one of its name. */
export function materializerOf(type: AnyArtifactType): Materializer {
  const { materializer: name } = type.spec
  const found = type.materializer ?? BUILT_IN_MATERIALIZERS.get(name)
  if (found !== undefined) return found
  throw new RegaugeError('ARTIFACT_MATERIALIZER_UNKNOWN', {
    message: `The artifact type ${type.spec.name === undefined ? '' : `"${type.spec.name}" `}names the materializer "${name}", which does not exist.`,
    hint: suggest(name, ['list', ...BUILT_IN_MATERIALIZERS.keys()]),
    details: { materializer: name },
  })
}

/** Whether a type's values are plain JSON, which needs no ref of its own in a list. */
export function isPlain(type: AnyArtifactType): boolean {
  return type.materializer === undefined && type.item === undefined && type.spec.materializer === 'json'
}
