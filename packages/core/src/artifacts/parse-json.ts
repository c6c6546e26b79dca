import type { Json } from '../util/json.ts'
import { refuseValue } from './invalid-artifact.ts'

/** The value of a JSON text that came out of a store. Throws `ARTIFACT_INVALID` where it is none. */
export function parseJson(text: string): Json {
  try {
    // JSON.parse gives nothing else.
    return JSON.parse(text) as Json
  } catch (cause) {
    throw refuseValue({ problem: 'the content is no JSON', hint: 'Look at what wrote it.', cause })
  }
}
