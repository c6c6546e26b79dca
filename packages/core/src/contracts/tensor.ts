/**
 * The array that holds the numbers of each type. `F16` and `BF16` are given as their 16 bits, since JavaScript has no
 * array of its own for both; `BOOL` is one byte a number, 0 or 1.
 */
export interface TensorValues {
  F64: Float64Array
  F32: Float32Array
  F16: Uint16Array
  BF16: Uint16Array
  I64: BigInt64Array
  U64: BigUint64Array
  I32: Int32Array
  U32: Uint32Array
  I16: Int16Array
  U16: Uint16Array
  I8: Int8Array
  U8: Uint8Array
  BOOL: Uint8Array
}

/** How the numbers of a tensor are stored, in the words of the safetensors format. */
export type TensorType = keyof TensorValues

/** Numbers in a shape, in row-major order: as many as the product of the shape's sides, one for the empty shape. */
export type Tensor = {
  readonly [D in TensorType]: { readonly dtype: D; readonly shape: readonly number[]; readonly values: TensorValues[D] }
}[TensorType]

/** Named tensors: the value of a `safetensors` artifact. */
export type Tensors = { readonly [name: string]: Tensor }
