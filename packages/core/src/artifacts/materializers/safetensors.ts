import { endianness } from 'node:os'
import type { Materializer } from '../../contracts/materializer.ts'
import type { Tensor } from '../../contracts/tensor.ts'
import { compareUtf8 } from '../../util/utf8-order.ts'
import { refuseValue, sortOf } from '../invalid-artifact.ts'
import type { TensorPlace } from '../safetensors-header.ts'
import { elementsOf, encodeHeader, METADATA, parseHeader, TENSOR_ARRAYS, widthOf } from '../safetensors-header.ts'

/**
 * Named tensors, in the format of the same name: a JSON header and raw little-endian numbers, which Python reads without
 * unpickling. Equal tensors give equal bytes, whatever the order of their names.
 */
export const safetensors: Materializer = {
  name: 'safetensors',
  async write(value, writer) {
    const tensors = toTensors(value).toSorted(compareTensors)
    return { format: 'safetensors', ...(await writer.putStream(encode(tensors))), count: tensors.length }
  },
  async read(ref, reader) {
    const bytes = await reader.bytes(ref)
    return Object.fromEntries(parseHeader(bytes).map((place) => [place.name, decode(bytes, place)]))
  },
}

type NamedTensor = readonly [name: string, tensor: Tensor]

/** Wide numbers first, which keeps all of them aligned; then by name. */
function compareTensors([a, left]: NamedTensor, [b, right]: NamedTensor): number {
  return widthOf(right.dtype) - widthOf(left.dtype) || compareUtf8(a, b)
}

function toTensors(value: unknown): readonly NamedTensor[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    const hint =
      'Give an object, for example { weights: { dtype: "F32", shape: [2, 3], values: new Float32Array(6) } }.'
    throw refuseValue({ problem: `it is ${sortOf(value)}, not an object of tensors`, hint })
  }
  return Object.entries(value).map(([name, tensor]) => [name, toTensor(name, tensor)])
}

function toTensor(name: string, value: unknown): Tensor {
  // Each field is looked at.
  const { dtype, shape, values } = (value ?? {}) as Partial<Tensor>
  const refuse = (problem: string, hint: string) => refuseValue({ problem, hint, at: name })
  if (name === METADATA) throw refuse(`"${METADATA}" names no tensor`, 'Give the tensor another name.')
  if (dtype === undefined || !Object.hasOwn(TENSOR_ARRAYS, dtype)) {
    throw refuse(`the dtype is ${JSON.stringify(dtype)}`, `Use one of ${Object.keys(TENSOR_ARRAYS).join(', ')}.`)
  }
  if (!(values instanceof TENSOR_ARRAYS[dtype])) {
    const hint = `Give a ${TENSOR_ARRAYS[dtype].name}.`
    throw refuse(`the values are ${sortOf(values)}, which does not fit the dtype "${dtype}"`, hint)
  }
  if (!Array.isArray(shape) || elementsOf(shape) !== values.length) {
    const problem = `the shape ${JSON.stringify(shape)} does not give ${values.length} values`
    throw refuse(problem, 'Give as many values as the product of the sides.')
  }
  // The three fit together, as has just been seen.
  return { dtype, shape, values } as Tensor
}

async function* encode(tensors: readonly NamedTensor[]): AsyncGenerator<Uint8Array> {
  yield encodeHeader(tensors)
  for (const [, { dtype, values }] of tensors) {
    yield toLittleEndian(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), widthOf(dtype))
  }
}

function decode(bytes: Uint8Array, { dtype, shape, start, end }: TensorPlace): Tensor {
  const width = widthOf(dtype)
  const values = new TENSOR_ARRAYS[dtype]((end - start) / width)
  new Uint8Array(values.buffer).set(toLittleEndian(bytes.subarray(start, end), width))
  // The array was chosen by the type.
  return { dtype, shape, values } as Tensor
}

/** Turns numbers around on the few machines that are not little-endian; both ways are the same. */
function toLittleEndian(bytes: Uint8Array, width: number): Uint8Array {
  if (endianness() === 'LE' || width === 1) return bytes
  const turned = Buffer.from(bytes)
  if (width === 2) turned.swap16()
  else if (width === 4) turned.swap32()
  else turned.swap64()
  return turned
}
