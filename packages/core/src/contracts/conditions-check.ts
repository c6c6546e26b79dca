import { RegaugeError } from '../errors/regauge-error.ts'
import { untilAborted } from '../util/until-aborted.ts'
import { assertStoreKey, invalidKey } from './store-key.ts'

/** The first segment of keys that a store over a network keeps for itself. */
const RESERVED = '.regauge'

/** An empty object that is put again and again, and must never be written a second time. */
export const CONDITIONS_KEY = `${RESERVED}/conditions`

/** Whether a key or a common prefix lies where a store keeps its own, and is to be left out of lists. */
export function isReservedKey(name: string): boolean {
  return name === RESERVED || name.startsWith(`${RESERVED}/`)
}

/** Refuses what is no key of a store over a network, with `STORE_KEY_INVALID`. */
export function assertFreeKey(key: string): void {
  assertStoreKey(key)
  if (isReservedKey(key)) throw invalidKey(key, `the store keeps objects of its own in "${RESERVED}"`)
}

/** Asks a service once whether it honours conditions; one that could not be asked is asked again by the next put. */
export function createConditionsCheck(
  place: string,
  putIfAbsent: () => Promise<boolean>,
): (signal: AbortSignal | undefined) => Promise<void> {
  let asked: Promise<void> | undefined
  return async (signal) => {
    asked ??= tryConditions(place, putIfAbsent).catch((thrown: unknown) => {
      asked = undefined
      throw thrown
    })
    await untilAborted(asked, signal)
  }
}

/**
 * Refuses a service that ignores conditions with `STORE_UNSUITABLE`: with it, two drivers would each believe that a record
 * is theirs. `putIfAbsent` puts the object of {@link CONDITIONS_KEY} and says whether it was written. One request where
 * the store has been used before.
 */
async function tryConditions(place: string, putIfAbsent: () => Promise<boolean>): Promise<void> {
  // Only the first store of all writes; whoever comes later finds the object there.
  if (!(await putIfAbsent()) || !(await putIfAbsent())) return
  throw new RegaugeError('STORE_UNSUITABLE', {
    message: `The service of ${place} ignores conditions: it wrote an object that was to be written only if absent.`,
    hint: 'Use a service that honours conditional writes, or a version of it that does.',
    details: { place, key: CONDITIONS_KEY },
  })
}
