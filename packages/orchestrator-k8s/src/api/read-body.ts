import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

/** Makes something of the body of an answer. Throws a plain error where it is not what it should be. */
export type ReadBody = (body: Readable) => Promise<unknown>

/** A body of JSON. */
export const readJson: ReadBody = async (body) => parseJson(await buffer(body))

/** The parser's own message would show a part of the text, which may be a secret. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw new Error('the answer is no JSON')
  }
}
