import type { Materializer } from '../../contracts/materializer.ts'
import { refuseValue, sortOf } from '../invalid-artifact.ts'

/** A `Uint8Array`, as it is. Read back, it has a buffer of its own. */
export const bytes: Materializer = {
  name: 'bytes',
  async write(value, writer) {
    if (value instanceof Uint8Array) return { format: 'bytes', ...(await writer.putBytes(value)) }
    throw refuseValue({
      problem: `it is ${sortOf(value)}, not a Uint8Array`,
      hint: 'Give new Uint8Array(…) or a Buffer.',
    })
  },
  async read(ref, reader) {
    const read = await reader.bytes(ref)
    // A part of a larger buffer would show the rest of it to whoever looks at `.buffer`.
    return read.byteLength === read.buffer.byteLength ? new Uint8Array(read.buffer) : new Uint8Array(read)
  },
}
