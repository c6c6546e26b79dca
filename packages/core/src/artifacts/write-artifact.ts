import type { AnyArtifactType } from '../contracts/definition.ts'
import type { ArtifactWriter } from '../contracts/materializer.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import { encodeJson } from './encode-json.ts'
import { naming, refuseValue, sortOf } from './invalid-artifact.ts'
import { writeItems } from './list-entries.ts'
import { isPlain, materializerOf } from './materializers.ts'
import { validate } from './validate.ts'

/** Where a value goes, and whose it is. */
export interface WriteArtifactOptions {
  readonly writer: ArtifactWriter
  /** For messages: `The output "rows" of step "load"`. @default 'The value' */
  readonly subject?: string
}

/**
 * Passes a value through its schema and stores it. When it returns, the store holds the content, so that an outcome may
 * name it. Throws `ARTIFACT_INVALID` where the value does not fit its schema or its materializer.
 */
export function writeArtifact(
  value: unknown,
  type: AnyArtifactType,
  { writer, subject = 'The value' }: WriteArtifactOptions,
): Promise<ArtifactRef> {
  return naming(subject, () => writeTyped(value, type, writer))
}

async function writeTyped(value: unknown, type: AnyArtifactType, writer: ArtifactWriter): Promise<ArtifactRef> {
  const checked = await validate(type.schema, value)
  const ref = await (type.item ? writeList(checked, type.item, writer) : materializerOf(type).write(checked, writer))
  return type.spec.name === undefined ? ref : { ...ref, type: type.spec.name }
}

/** Plain items become a JSON array; items that have content of their own a list of refs. */
function writeList(values: unknown, item: AnyArtifactType, writer: ArtifactWriter): Promise<ArtifactRef> {
  if (!Array.isArray(values))
    throw refuseValue({ problem: `it is ${sortOf(values)}, not an array`, hint: 'Give an array.' })
  const plain = isPlain(item) && !item.optional

  async function* encode(): AsyncGenerator<string> {
    for (const [index, value] of (values as readonly unknown[]).entries()) {
      writer.signal.throwIfAborted()
      yield await naming(`item ${index}`, async () => {
        if (plain) return encodeJson(await validate(item.schema, value))
        return JSON.stringify(value === undefined && item.optional ? null : await writeTyped(value, item, writer))
      })
    }
  }

  return writeItems(plain ? 'json' : 'list', encode(), writer)
}
