import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyArtifactType } from '../contracts/definition.ts'
import type { Bench } from './artifacts.fixture.ts'
import { listOf, openBench, typeOf } from './artifacts.fixture.ts'
import { collectLists } from './collect-lists.ts'
import { INLINE_LIMIT } from './inline.ts'
import { readArtifact } from './read-artifact.ts'
import { writeArtifact } from './write-artifact.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
})
afterEach(() => bench.remove())

const json = typeOf('json')
const write = (value: unknown, type: AnyArtifactType) => writeArtifact(value, type, bench)
const read = (from: Parameters<typeof readArtifact>[0], type: AnyArtifactType) => readArtifact(from, type, bench)
const blobs = async () => (await bench.store.list('blobs/')).objects.length

describe('plain values', () => {
  test('any JSON value comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const wanted: unknown = JSON.parse(JSON.stringify(value))
        expect(await read(await write(wanted, json), json)).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  test('a small one stands in the ref, and no blob is written', async () => {
    const ref = await write({ a: 1, left: undefined }, json)
    expect(ref).toMatchObject({ format: 'json', value: { a: 1 }, size: 7 })
    expect(await blobs()).toBe(0)
  })

  test('a larger one is a blob', async () => {
    const value = { text: 'x'.repeat(INLINE_LIMIT) }
    const ref = await write(value, json)
    expect(ref.value).toBeUndefined()
    expect(await read(ref, json)).toEqual(value)
  })

  test('an array says how many items it has, and a larger one becomes JSON Lines', async () => {
    expect(await write([1, 2, 3], json)).toMatchObject({ format: 'json', value: [1, 2, 3], count: 3 })
    const many = Array.from({ length: 5_000 }, (_, id) => ({ id }))
    const ref = await write(many, json)
    expect(ref).toMatchObject({ format: 'jsonl', count: 5_000 })
    expect(await read(ref, json)).toEqual(many)
  })

  test('"jsonl" takes whatever can be iterated', async () => {
    async function* numbers() {
      for (let number = 0; number < 3; number += 1) yield number
    }
    expect(await read(await write(numbers(), typeOf('jsonl')), json)).toEqual([0, 1, 2])
    expect(await read(await write(new Set(['a', 'b']), typeOf('jsonl')), typeOf('jsonl'))).toEqual(['a', 'b'])
  })

  test('a text keeps its order mark, and a small one stands in the ref', async () => {
    for (const text of ['', '\ufeffünï 😀', '\ufeff'.repeat(3_000)]) {
      expect(await read(await write(text, typeOf('text')), typeOf('text'))).toBe(text)
    }
  })

  test('bytes have a buffer of their own', async () => {
    const ref = await write(Buffer.from([1, 2, 3]).subarray(1), typeOf('bytes'))
    const value = (await read(ref, typeOf('bytes'))) as Uint8Array
    expect(value).toEqual(new Uint8Array([2, 3]))
    expect(value.buffer.byteLength).toBe(2)
  })
})

describe('schemas', () => {
  const rows: AnyArtifactType = {
    spec: { materializer: 'json', name: 'rows' },
    schema: z.array(z.object({ label: z.int().default(7) })),
    optional: false,
  }

  test('a value passes through its schema on the way out and on the way in', async () => {
    const ref = await write([{}], rows)
    expect(ref).toMatchObject({ type: 'rows', value: [{ label: 7 }] })
    expect(await read({ value: [{}] }, rows)).toEqual([{ label: 7 }])
  })

  test('a value that does not fit is refused with the path of every issue', async () => {
    const refused = writeArtifact([{ label: 1 }, { label: 'x' }], rows, { ...bench, subject: 'The output "rows"' })
    await expect(refused).rejects.toMatchObject({
      code: 'ARTIFACT_INVALID',
      message: expect.stringMatching(/^The output "rows": it does not fit its schema: \[1\]\.label: /) as string,
      details: { issues: [{ path: '[1].label' }] },
    })
    await expect(readArtifact({ value: 5 }, rows, { ...bench, subject: 'The input "rows"' })).rejects.toThrow(
      /^The input "rows": /,
    )
  })

  test('a schema may be asynchronous', async () => {
    const type = { ...json, schema: z.string().refine(async (text) => Promise.resolve(text === 'yes')) }
    expect(await read(await write('yes', type), type)).toBe('yes')
    await expect(write('no', type)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
  })
})

describe('items of lists', () => {
  test('every item is found by its number, and only its chunk is fetched', async () => {
    const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, text: 'ü'.repeat(10) }))
    const ref = await write(rows, json)
    expect(ref.chunks).toBeDefined()
    for (const item of [0, 1, 17_000, 39_999]) expect(await read({ artifact: ref, item }, json)).toEqual(rows[item])
    const fetched = bench.reads.filter(({ range }) => range !== undefined)
    expect(fetched).toHaveLength(3)
    expect(fetched.every(({ range }) => range!.end - range!.start < 600_000)).toBe(true)
  })

  test('items in turn are fetched a chunk at a time', async () => {
    const ref = await write(
      Array.from({ length: 20_000 }, (_, id) => ({ id, pad: 'x'.repeat(40) })),
      json,
    )
    for (let item = 0; item < 20_000; item += 50) await read({ artifact: ref, item }, json)
    expect(bench.reads.length).toBeLessThan(8)
  })

  test('an item beyond the end is missing', async () => {
    const missing = { code: 'ARTIFACT_ITEM_MISSING' }
    for (const list of [[], [1], Array.from({ length: 9_000 }, (_, id) => id)]) {
      const ref = await write(list, json)
      await expect(read({ artifact: ref, item: list.length }, json)).rejects.toMatchObject(missing)
    }
  })

  test('an item of what is no list is refused', async () => {
    const ref = await write({ a: 1 }, json)
    await expect(read({ artifact: ref, item: 0 }, json)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
  })
})

describe('lists of artifacts', () => {
  const weights = listOf(typeOf('bytes'))

  test('each item is an artifact of its own', async () => {
    const values = [new Uint8Array([1]), new Uint8Array(10_000).fill(2)]
    const ref = await write(values, weights)
    expect(ref).toMatchObject({ format: 'list', count: 2 })
    expect(await read(ref, weights)).toEqual(values)
    expect(await read({ artifact: ref, item: 1 }, typeOf('bytes'))).toEqual(values[1])
  })

  test('a list of plain values is a JSON array, and each is read as the other', async () => {
    const ref = await write([1, 2], listOf(json))
    expect(ref).toMatchObject({ format: 'json', value: [1, 2] })
    expect(await read(ref, json)).toEqual([1, 2])
    expect(await read(await write([3, 4], json), listOf(json))).toEqual([3, 4])
  })

  test('an item that does not fit is named by its number', async () => {
    await expect(write([new Uint8Array(1), 'text'], weights)).rejects.toThrow(
      /item 1: it is a string, not a Uint8Array/,
    )
  })

  test('collecting small values gives the array that one step would have returned', async () => {
    const refs = await Promise.all([1, { a: 2 }, 'c'].map((value) => write(value, json)))
    const lists = await collectLists({ x: refs, none: [] }, bench.writer)
    expect(lists.x).toEqual(await write([1, { a: 2 }, 'c'], json))
    expect(lists.none).toEqual(await write([], json))
  })

  test('collecting keeps items without a value, and copies no content', async () => {
    const large = await write({ text: 'x'.repeat(9_000) }, json)
    const before = await blobs()
    const { mixed } = await collectLists({ mixed: [large, null, await write(3, json)] }, bench.writer)
    expect(await blobs()).toBe(before)
    expect(mixed).toMatchObject({ format: 'list', count: 3 })
    expect(await read(mixed!, json)).toEqual([{ text: 'x'.repeat(9_000) }, undefined, 3])
    expect(await read(mixed!, listOf(typeOf('json', true)))).toEqual([{ text: 'x'.repeat(9_000) }, undefined, 3])
    expect(await read({ artifact: mixed!, item: 2 }, json)).toBe(3)
    expect(await read({ artifact: mixed!, item: 1 }, typeOf('json', true))).toBeUndefined()
  })

  test('100,000 collected items are one list', async () => {
    const ref = await write('x'.repeat(5_000), json)
    const { many } = await collectLists({ many: Array.from({ length: 100_000 }, () => ref) }, bench.writer)
    expect(many).toMatchObject({ format: 'list', count: 100_000 })
    expect(await read({ artifact: many!, item: 99_999 }, json)).toBe('x'.repeat(5_000))
    expect(await readdir(bench.writer.workDir)).toEqual([])
  })
})

describe('what does not fit', () => {
  test('a value without content is refused where an artifact is needed', async () => {
    await expect(read({ value: 'abc' }, typeOf('file'))).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
    expect(await read({ value: 'abc' }, typeOf('text'))).toBe('abc')
  })

  test('an artifact of one format is refused where another is needed', async () => {
    const ref = await write(new Uint8Array(3), typeOf('bytes'))
    await expect(read(ref, typeOf('json'))).rejects.toThrow(/stored as "bytes", which "json" cannot read/)
  })

  test('an unknown materializer is named with the closest one', async () => {
    await expect(write(1, typeOf('safetensor'))).rejects.toMatchObject({
      code: 'ARTIFACT_MATERIALIZER_UNKNOWN',
      hint: 'Did you mean "safetensors"?',
    })
  })

  test('the author may bring a materializer', async () => {
    const type: AnyArtifactType = {
      ...typeOf('roman'),
      materializer: {
        name: 'roman',
        write: async (value, writer) => ({
          format: 'roman',
          ...(await writer.putBytes(Buffer.from('I'.repeat(Number(value))))),
        }),
        read: async (ref, reader) => (await reader.bytes(ref)).byteLength,
      },
    }
    expect(await read(await write(4, type), type)).toBe(4)
  })
})

test('a work directory that cannot be written to is named', async () => {
  await rm(bench.writer.workDir, { recursive: true })
  await writeFile(bench.writer.workDir, 'a file')
  await writeFile(join(bench.folder, 'large'), Buffer.alloc(3_000_000))
  await expect(write(join(bench.folder, 'large'), typeOf('file'))).rejects.toMatchObject({
    code: 'ARTIFACT_WORK_DIR_FAILED',
  })
})
