import { localArtifactStore } from '@regauge/core/artifacts'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tensor, Tensors } from '../../contracts/tensor.ts'
import type { Bench } from '../artifacts.fixture.ts'
import { openBench } from '../artifacts.fixture.ts'
import { safetensors } from './safetensors.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
})
afterEach(() => bench.remove())

const write = (value: unknown) => safetensors.write(value, bench.writer)

async function readBytes(bytes: Uint8Array): Promise<Tensors> {
  // It is what the materializer gives.
  return (await safetensors.read(
    { format: 'safetensors', ...(await bench.writer.putBytes(bytes)) },
    bench.reader,
  )) as Tensors
}

function encode(header: unknown, numbers: Uint8Array, length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(length ?? BigInt(text.byteLength))
  return Buffer.concat([prefix, text, numbers])
}

describe('round trip', () => {
  const ALL: Tensors = {
    f64: { dtype: 'F64', shape: [2], values: new Float64Array([Math.PI, -0]) },
    f32: { dtype: 'F32', shape: [1, 2], values: new Float32Array([1.5, Number.NaN]) },
    f16: { dtype: 'F16', shape: [1], values: new Uint16Array([0x3c00]) },
    bf16: { dtype: 'BF16', shape: [1], values: new Uint16Array([0x3f80]) },
    i64: { dtype: 'I64', shape: [], values: new BigInt64Array([-(2n ** 63n)]) },
    u64: { dtype: 'U64', shape: [1], values: new BigUint64Array([2n ** 64n - 1n]) },
    i32: { dtype: 'I32', shape: [1], values: new Int32Array([-1]) },
    u32: { dtype: 'U32', shape: [1], values: new Uint32Array([4_000_000_000]) },
    i16: { dtype: 'I16', shape: [1], values: new Int16Array([-2]) },
    u16: { dtype: 'U16', shape: [1], values: new Uint16Array([60_000]) },
    i8: { dtype: 'I8', shape: [3], values: new Int8Array([-1, 0, 1]) },
    u8: { dtype: 'U8', shape: [0, 4], values: new Uint8Array() },
    'ein Name / ünï': { dtype: 'BOOL', shape: [2, 1], values: new Uint8Array([0, 1]) },
    __proto__x: { dtype: 'U8', shape: [1], values: new Uint8Array([9]) },
  }

  test('every type comes back', async () => {
    const ref = await write(ALL)
    expect(ref).toMatchObject({ format: 'safetensors', count: Object.keys(ALL).length })
    expect(await safetensors.read(ref, bench.reader)).toEqual(ALL)
  })

  test('the order of the names changes nothing', async () => {
    expect(await write(Object.fromEntries(Object.entries(ALL).reverse()))).toEqual(await write(ALL))
  })

  test('a view into a larger array holds its own numbers only', async () => {
    const values = new Float32Array([0, 1, 2, 3]).subarray(1, 3)
    const ref = await write({ part: { dtype: 'F32', shape: [2], values } })
    expect(await safetensors.read(ref, bench.reader)).toEqual({
      part: { dtype: 'F32', shape: [2], values: new Float32Array([1, 2]) },
    })
  })

  test('numbers are little-endian and aligned, after a header that other readers know', async () => {
    const { digest, size } = await write({ w: { dtype: 'U16', shape: [1], values: new Uint16Array([0x0102]) } })
    const bytes = Buffer.from(await bench.reader.bytes({ digest, size }))
    const length = Number(bytes.readBigUInt64LE())
    expect(length % 8).toBe(0)
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
      w: { dtype: 'U16', shape: [1], data_offsets: [0, 2] },
    })
    expect([...bytes.subarray(8 + length)]).toEqual([2, 1])
  })

  test('files of other writers are read: with metadata, without alignment, in any order', async () => {
    const header = {
      b: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
      __metadata__: { format: 'pt' },
      a: { dtype: 'F32', shape: [1], data_offsets: [1, 5] },
    }
    const numbers = Buffer.alloc(5)
    numbers[0] = 3
    numbers.writeFloatLE(0.5, 1)
    const read = await readBytes(encode(header, numbers))
    expect(read).toEqual({
      a: { dtype: 'F32', shape: [1], values: new Float32Array([0.5]) },
      b: { dtype: 'U8', shape: [1], values: new Uint8Array([3]) },
    })
  })
})

describe('hostile files', () => {
  const tensor = (begin: number, end: number, more: object = {}) => ({
    dtype: 'U8',
    shape: [end - begin],
    data_offsets: [begin, end],
    ...more,
  })
  const four = new Uint8Array(4)
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a header longer than the file', encode({}, four, 1_000n)],
    ['a header longer than any may be', encode({}, four, 2n ** 63n)],
    ['a header that is no JSON', encode('{', four)],
    ['a header that is no object', encode('[]', new Uint8Array())],
    ['tensors that overlap', encode({ a: tensor(0, 3), b: tensor(2, 4) }, four)],
    ['tensors that are the same bytes', encode({ a: tensor(0, 4), b: tensor(0, 4) }, four)],
    ['a gap', encode({ a: tensor(0, 1), b: tensor(2, 4) }, four)],
    ['bytes of no tensor', encode({ a: tensor(0, 3) }, four)],
    ['a tensor beyond the end', encode({ a: tensor(0, 5) }, four)],
    ['a tensor before the begin', encode({ a: tensor(-4, 4) }, four)],
    ['an end before its begin', encode({ a: tensor(0, 4), b: tensor(4, 0, { shape: [0] }) }, four)],
    ['a shape of other size', encode({ a: tensor(0, 4, { shape: [2, 3] }) }, four)],
    ['a shape that is no count', encode({ a: tensor(0, 4, { shape: [-2, -2] }) }, four)],
    ['a shape beyond exact numbers', encode({ a: tensor(0, 4, { shape: [2 ** 40, 2 ** 40] }) }, four)],
    ['an unknown type', encode({ a: tensor(0, 4, { dtype: 'toString' }) }, four)],
    ['a tensor that is null', encode({ a: null }, four)],
  ])('%s is refused', async (_, bytes) => {
    await expect(readBytes(bytes)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
  })

  test('any bytes are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.uint8Array(), async (header, numbers) => {
        const read = await readBytes(encode(header, numbers)).catch((thrown: unknown) => thrown)
        const isRead = typeof read === 'object' && read !== null && !(read instanceof Error)
        expect(isRead || (read as { code?: string }).code === 'ARTIFACT_INVALID').toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

test.each<[string, unknown]>([
  ['an array', [1]],
  ['a bare typed array', new Float32Array(2)],
  ['an unknown type', { a: { dtype: 'F8', shape: [], values: new Uint8Array(1) } }],
  ['numbers of another type', { a: { dtype: 'F32', shape: [1], values: new Float64Array(1) } }],
  ['a shape that does not fit', { a: { dtype: 'F32', shape: [2], values: new Float32Array(1) } }],
  ['a reserved name', { __metadata__: { dtype: 'U8', shape: [0], values: new Uint8Array() } satisfies Tensor }],
])('%s is refused on the way out', async (_, value) => {
  await expect(write(value)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' })
})
