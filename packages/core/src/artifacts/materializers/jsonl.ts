import type { Materializer } from '../../contracts/materializer.ts'
import { encodeJson } from '../encode-json.ts'
import { refuseValue, sortOf } from '../invalid-artifact.ts'
import { isPlainEntry, readEntries, writeItems } from '../list-entries.ts'

/** Plain values one after the other, from an array or anything else that can be iterated. Read back as an array. */
export const jsonl: Materializer = {
  name: 'jsonl',
  async write(value, writer) {
    if (!isIterable(value)) {
      throw refuseValue({
        problem: `it is ${sortOf(value)}, not a list`,
        hint: 'Give an array, or a generator of items.',
      })
    }
    return writeItems('json', encodeItems(value), writer)
  },
  async read(ref, reader) {
    const items: unknown[] = []
    for await (const entry of readEntries(ref, reader)) if (isPlainEntry(entry)) items.push(entry.value)
    return items
  },
}

async function* encodeItems(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let index = 0
  for await (const value of values) {
    yield encodeJson(value, [index])
    index += 1
  }
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}
