import type { Tensor, TensorType, TensorValues } from '../contracts/tensor.ts'
import { toText } from '../util/bytes.ts'
import { refuseValue } from './invalid-artifact.ts'
import { parseJson } from './parse-json.ts'

/** The header may not be longer, as in the format's own implementation: a hostile file must not fill the memory. */
const MAX_HEADER = 100_000_000

/** Where the free text about a file stands in its header; no tensor may have this name. */
export const METADATA = '__metadata__'

/** The arrays of each type, by the format's own names. */
export const TENSOR_ARRAYS: { readonly [D in TensorType]: new (length: number) => TensorValues[D] } = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
}

/** One tensor of a file: its bytes lie from `start` up to but not including `end`, counted from the file's begin. */
export interface TensorPlace {
  readonly name: string
  readonly dtype: TensorType
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

/** Bytes of one number of a type. */
export function widthOf(dtype: TensorType): number {
  return new TENSOR_ARRAYS[dtype](0).BYTES_PER_ELEMENT
}

/** The product of a shape's sides; undefined where a side is no count or the product is not exact. */
export function elementsOf(shape: readonly unknown[]): number | undefined {
  let count = 1
  for (const side of shape) {
    if (typeof side !== 'number' || !Number.isSafeInteger(side) || side < 0) return undefined
    count *= side
  }
  return Number.isSafeInteger(count) ? count : undefined
}

/** The bytes before the numbers: the header's length, and the header, filled up so that the numbers are aligned. */
export function encodeHeader(tensors: readonly (readonly [name: string, tensor: Tensor])[]): Uint8Array {
  let offset = 0
  const entries = tensors.map(([name, { dtype, shape, values }]) => {
    const begin = offset
    offset += values.byteLength
    return [name, { dtype, shape, data_offsets: [begin, offset] }]
  })
  const text = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const header = Buffer.alloc(8 + Math.ceil(text.byteLength / 8) * 8, ' ')
  header.writeBigUInt64LE(BigInt(header.byteLength - 8))
  text.copy(header, 8)
  return header
}

/**
 * Where each tensor of a file lies, in the order of the bytes. Throws `ARTIFACT_INVALID` for a header that is too long,
 * and for tensors that overlap, leave gaps, lie outside of the file, or whose shape does not fit their bytes.
 */
export function parseHeader(bytes: Uint8Array): readonly TensorPlace[] {
  const length = bytes.byteLength < 8 ? 0n : Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64LE()
  if (length < 2n || length > MAX_HEADER || length > bytes.byteLength - 8)
    throw refuse('its header has no valid length')
  const begin = 8 + Number(length)
  const header = parseJson(toText(bytes.subarray(8, begin)))
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw refuse('its header is no object')
  const places = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => placeOf(name, entry, begin))
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
  let end = begin
  for (const place of places) {
    if (place.start !== end) throw refuse(`the bytes of the tensor "${place.name}" overlap others or leave a gap`)
    end = place.end
  }
  if (end !== bytes.byteLength) throw refuse('its tensors do not end where the file does')
  return places
}

function placeOf(name: string, entry: unknown, begin: number): TensorPlace {
  // Each field is looked at.
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { [field: string]: unknown }
  if (typeof dtype !== 'string' || !Object.hasOwn(TENSOR_ARRAYS, dtype)) {
    throw refuse(`the tensor "${name}" has the unknown type ${JSON.stringify(dtype)}`)
  }
  const type = dtype as TensorType
  const count = Array.isArray(shape) ? elementsOf(shape) : undefined
  const [from, to] = Array.isArray(offsets) ? (offsets as readonly unknown[]) : []
  const isRange = typeof from === 'number' && typeof to === 'number' && Number.isSafeInteger(from) && from >= 0
  if (count === undefined || !isRange || to - from !== count * widthOf(type)) {
    throw refuse(`the shape of the tensor "${name}" does not fit its bytes`)
  }
  return { name, dtype: type, shape: shape as number[], start: begin + from, end: begin + to }
}

function refuse(problem: string) {
  return refuseValue({ problem: `it is no safetensors file: ${problem}`, hint: 'Look at what wrote it.' })
}
