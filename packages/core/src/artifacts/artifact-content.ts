import type { ArtifactReader } from '../contracts/materializer.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import { toText } from '../util/bytes.ts'
import { isPlainEntry, readEntries } from './list-entries.ts'
import { parseJson } from './parse-json.ts'

/**
 * An artifact as one stream for people and other programs: plain values as indented JSON, a list of them with one item a
 * line, anything else as its bytes. Throws `ARTIFACT_EXPORT_BLOCKED` for what only fits into a directory.
 */
export async function* artifactContent(ref: ArtifactRef, reader: ArtifactReader): AsyncGenerator<Uint8Array> {
  if (await isTree(ref, reader)) {
    throw new RegaugeError('ARTIFACT_EXPORT_BLOCKED', {
      message: `An artifact stored as "${ref.format}" is more than one file.`,
      hint: 'Name a directory for it with --out.',
      details: { format: ref.format },
    })
  }
  if (ref.format === 'json') {
    const value = ref.value ?? parseJson(toText(await reader.bytes(ref)))
    yield Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`)
  } else if (ref.format === 'jsonl' || ref.format === 'list') {
    yield* encodeList(ref, reader)
  } else if (typeof ref.value === 'string') {
    yield Buffer.from(ref.value)
  } else {
    yield* reader.stream(ref)
  }
}

/** Whether an artifact is more than one file: a directory, or a list whose items have content of their own. */
export async function isTree(ref: ArtifactRef, reader: ArtifactReader): Promise<boolean> {
  if (ref.format !== 'list') return ref.format === 'directory'
  for await (const entry of readEntries(ref, reader)) if (entry !== null && !isPlainEntry(entry)) return true
  return false
}

/** A JSON array in constant memory; an item without a value is null. */
async function* encodeList(ref: ArtifactRef, reader: ArtifactReader): AsyncGenerator<Uint8Array> {
  let before = '['
  for await (const entry of readEntries(ref, reader)) {
    yield Buffer.from(`${before}\n${JSON.stringify(isPlainEntry(entry) ? entry.value : null)}`)
    before = ','
  }
  yield Buffer.from(before === '[' ? '[]\n' : '\n]\n')
}
