import type { Materializer } from '../../contracts/materializer.ts'
import { toText } from '../../util/bytes.ts'
import { encodeJson } from '../encode-json.ts'
import { toInlineRef } from '../inline.ts'
import { parseJson } from '../parse-json.ts'
import { jsonl } from './jsonl.ts'

/**
 * Plain values. A small one stands in the ref; an array that is not small becomes JSON Lines, so that its items can be
 * read by number.
 */
export const json: Materializer = {
  name: 'json',
  async write(value, writer) {
    if (Array.isArray(value)) return jsonl.write(value, writer)
    const text = encodeJson(value)
    return toInlineRef('json', text, parseJson) ?? { format: 'json', ...(await writer.putBytes(Buffer.from(text))) }
  },
  async read(ref, reader) {
    if (ref.value !== undefined) return ref.value
    return ref.format === 'jsonl' ? jsonl.read(ref, reader) : parseJson(toText(await reader.bytes(ref)))
  },
}
