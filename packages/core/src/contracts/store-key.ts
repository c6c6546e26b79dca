import { RegaugeError } from '../errors/regauge-error.ts'

const MAX_KEY = 1_024
const MAX_SEGMENT = 255
const CONTROL = /\p{Cc}/u

/** Why a text cannot be a key of an artifact store, as a clause for messages; undefined where it can. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty'
  if (!key.isWellFormed()) return 'it is not well-formed unicode'
  if (CONTROL.test(key)) return 'it has a control character'
  // UTF-8 takes at most three bytes for a UTF-16 code unit, so that most keys need not be measured.
  if (key.length * 3 > MAX_KEY && Buffer.byteLength(key) > MAX_KEY) return `it is longer than ${MAX_KEY} bytes`
  for (const segment of key.split('/')) {
    if (segment === '') return 'it has an empty segment'
    if (segment === '.' || segment === '..') return `it has a segment "${segment}"`
    if (segment.length * 3 > MAX_SEGMENT && Buffer.byteLength(segment) > MAX_SEGMENT) {
      return `it has a segment longer than ${MAX_SEGMENT} bytes`
    }
  }
  return undefined
}

/** Refuses what the contract of artifact stores does not allow as a key, with `STORE_KEY_INVALID`. */
export function assertStoreKey(key: string): void {
  const problem = keyProblem(key)
  if (problem !== undefined) throw invalidKey(key, problem)
}

/** The error for a key that a store does not take. `problem` is a clause: `it is empty`. */
export function invalidKey(key: string, problem: string): RegaugeError {
  return new RegaugeError('STORE_KEY_INVALID', {
    message: `The store key ${JSON.stringify(key.slice(0, 200))} cannot be used: ${problem}.`,
    hint: 'Build keys from names, joined by single slashes.',
    details: { key: key.slice(0, 2_000) },
  })
}
