import type { AnyArtifactType } from '../contracts/definition.ts'
import type { ArtifactReader } from '../contracts/materializer.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { InputBinding } from '../spec/envelope.ts'
import { naming, refuseValue } from './invalid-artifact.ts'
import type { ListEntry } from './list-entries.ts'
import { isPlainEntry, readEntries } from './list-entries.ts'
import { materializerOf } from './materializers.ts'
import { validate } from './validate.ts'

/** Where a value comes from, and whose it is. */
export interface ReadArtifactOptions {
  readonly reader: ArtifactReader
  /** For messages: `The input "rows" of step "fit"`. @default 'The value' */
  readonly subject?: string
}

/** Formats that the materializers of plain values read; any other reads what it wrote. */
const PLAIN_FORMATS: readonly string[] = ['json', 'jsonl', 'list']

/**
 * The value of an artifact, of one item of a list, or of a literal, passed through its schema. An item that has no value
 * is undefined. Throws `ARTIFACT_INVALID`, `ARTIFACT_CORRUPT`, `ARTIFACT_MISSING` or `ARTIFACT_ITEM_MISSING`.
 */
export function readArtifact(
  from: ArtifactRef | InputBinding,
  type: AnyArtifactType,
  { reader, subject = 'The value' }: ReadArtifactOptions,
): Promise<unknown> {
  return naming(subject, async () => {
    if ('digest' in from) return readTyped(from, type, reader)
    if (!('artifact' in from)) return readEntry(from, type, reader)
    if (from.item === undefined) return readTyped(from.artifact, type, reader)
    return readEntry(await findItem(from.artifact, from.item, reader), type, reader)
  })
}

async function findItem(list: ArtifactRef, item: number, reader: ArtifactReader): Promise<ListEntry> {
  for await (const entry of readEntries(list, reader, { start: item, end: item + 1 })) return entry
  throw new RegaugeError('ARTIFACT_ITEM_MISSING', {
    message: `The list ${list.digest} has no item ${item}${list.count === undefined ? '' : `; it has ${list.count}`}.`,
    hint: 'Items are counted from 0.',
    details: { digest: list.digest, item, count: list.count },
  })
}

async function readEntry(entry: ListEntry, type: AnyArtifactType, reader: ArtifactReader): Promise<unknown> {
  if (entry !== null && !isPlainEntry(entry)) return readTyped(entry, type, reader)
  if (entry === null && type.optional) return undefined
  if (entry !== null && type.item !== undefined) return readPlainList(entry.value, type.item, reader)
  const isText = type.spec.materializer === 'text' && typeof entry?.value === 'string'
  if (entry !== null && !isText && !PLAIN_FORMATS.includes(type.spec.materializer)) {
    throw refuseValue({
      problem: `it is a plain value, and "${type.spec.materializer}" needs an artifact`,
      hint: 'Connect the input to the output of a step.',
    })
  }
  return validate(type.schema, entry?.value)
}

async function readPlainList(value: unknown, item: AnyArtifactType, reader: ArtifactReader): Promise<unknown> {
  if (!Array.isArray(value)) throw refuseValue({ problem: 'it is no list', hint: 'Give an array.' })
  return Promise.all(value.map((each) => readEntry({ value: each }, item, reader)))
}

async function readTyped(ref: ArtifactRef, type: AnyArtifactType, reader: ArtifactReader): Promise<unknown> {
  return validate(type.schema, await decode(ref, type, reader))
}

async function decode(ref: ArtifactRef, type: AnyArtifactType, reader: ArtifactReader): Promise<unknown> {
  if (type.materializer !== undefined) return type.materializer.read(ref, reader)
  const { materializer: name } = type.spec
  const formats = type.item !== undefined || PLAIN_FORMATS.includes(name) ? PLAIN_FORMATS : [name]
  if (!formats.includes(ref.format)) {
    throw refuseValue({
      problem: `it is stored as "${ref.format}", which "${name}" cannot read`,
      hint: 'Give the output and the input the same artifact type.',
    })
  }
  if (type.item === undefined && ref.format !== 'list') return materializerOf(type).read(ref, reader)
  const items: unknown[] = []
  for await (const entry of readEntries(ref, reader)) {
    const item = type.item ?? typeOfEntry(entry)
    items.push(await naming(`item ${items.length}`, () => readEntry(entry, item, reader)))
  }
  return items
}

/** The type of an item of a list that is read as one JSON value: whatever wrote it. */
function typeOfEntry(entry: ListEntry): AnyArtifactType {
  const materializer = entry === null || isPlainEntry(entry) ? 'json' : entry.format
  return { spec: { materializer }, optional: true }
}
