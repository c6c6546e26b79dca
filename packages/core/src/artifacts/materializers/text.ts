import type { Materializer } from '../../contracts/materializer.ts'
import { refuseValue, sortOf } from '../invalid-artifact.ts'
import { toInlineRef } from '../inline.ts'

/** A string, as UTF-8. */
export const text: Materializer = {
  name: 'text',
  async write(value, writer) {
    if (typeof value !== 'string') {
      throw refuseValue({ problem: `it is ${sortOf(value)}, not a string`, hint: 'Convert it with String().' })
    }
    if (!value.isWellFormed()) {
      throw refuseValue({
        problem: 'it is not well-formed unicode',
        hint: 'Repair it with toWellFormed(), or use "bytes".',
      })
    }
    return (
      toInlineRef('text', value, (same) => same) ?? { format: 'text', ...(await writer.putBytes(Buffer.from(value))) }
    )
  },
  async read(ref, reader) {
    if (ref.value !== undefined) return ref.value
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await reader.bytes(ref))
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause
      throw refuseValue({ problem: 'the content is no UTF-8', hint: 'Read it as "bytes".', cause })
    }
  },
}
