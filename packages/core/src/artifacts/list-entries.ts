import type { ArtifactReader, ArtifactWriter } from '../contracts/materializer.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { Json } from '../util/json.ts'
import { INLINE_LIMIT, toInlineRef } from './inline.ts'
import { refuseValue } from './invalid-artifact.ts'
import { parseJson } from './parse-json.ts'
import { toText } from '../util/bytes.ts'

/** One item of a list: a plain value, an artifact of its own, or null where the item has none. */
export type ListEntry = { readonly value: Json } | ArtifactRef | null

/** Whether an entry is a plain value. A ref may have a value too, beside its digest. */
export function isPlainEntry(entry: ListEntry): entry is { readonly value: Json } {
  return entry !== null && !('digest' in entry)
}

/** Items by number, from `start` up to but not including `end`. */
export interface ItemRange {
  readonly start: number
  readonly end: number
}

/**
 * Stores a list, given as the JSON text of each item, in bounded memory. `json` is a list of plain values: inline an
 * array, else JSON Lines; `list` is one of {@link ListEntry}, in the same two ways.
 */
export async function writeItems(
  format: 'json' | 'list',
  items: Iterable<string> | AsyncIterable<string>,
  writer: ArtifactWriter,
): Promise<ArtifactRef> {
  const rest = iterate(items)
  const head: string[] = []
  let length = 0
  for (;;) {
    const next = await rest.next()
    if (next.done === true) {
      const inline = toInlineRef(format, `[${head.join(',')}]`, parseJson)
      if (inline !== undefined) return { ...inline, count: head.length }
      break
    }
    head.push(next.value)
    length += next.value.length + 1
    if (length > INLINE_LIMIT) break
  }
  const stored = await writer.putLines(resume(head, rest))
  return { format: format === 'json' ? 'jsonl' : 'list', ...stored }
}

/** The items of a list or JSON array, whichever way it is stored; only those of the range are fetched. */
export async function* readEntries(
  ref: ArtifactRef,
  reader: ArtifactReader,
  range?: ItemRange,
): AsyncGenerator<ListEntry> {
  for await (const item of readItems(ref, reader, range)) {
    // A `list` was written as entries by `writeItems`; any other holds plain values.
    yield ref.format === 'list' ? (item as ListEntry) : { value: item }
  }
}

async function* readItems(ref: ArtifactRef, reader: ArtifactReader, range?: ItemRange): AsyncGenerator<Json> {
  if (ref.value === undefined && ref.format !== 'json') {
    for await (const line of reader.lines(ref, range)) yield parseJson(line)
    return
  }
  const array = ref.value ?? parseJson(toText(await reader.bytes(ref)))
  if (!Array.isArray(array)) throw refuseValue({ problem: 'it is no list', hint: 'Give a list to map over.' })
  yield* array.slice(range?.start, range?.end)
}

async function* iterate(items: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield* items
}

async function* resume(head: readonly string[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield* head
  yield* rest
}
