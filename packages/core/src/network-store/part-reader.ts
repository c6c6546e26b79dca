import { statusOf } from '../contracts/service-error.ts'
import { assertLength, contentAltered } from './content-altered.ts'
import type { Sender } from './create-sender.ts'
import type { ObjectPart, ObjectService, PartRange, StoreRequest } from './object-service.ts'

/** Asks the service once for a range. Throws what the vendor's client throws. */
export type FetchPart = (range: PartRange, request: StoreRequest) => Promise<ObjectPart>

/**
 * Reads ranges of a service that answers as HTTP has it: with 416 behind the end of an object, and with 412 or 404 where
 * there is another version of it than the one that was asked for, or none any more.
 */
export function partReader(send: Sender, fetchPart: FetchPart): ObjectService['readPart'] {
  return async (range, request) => {
    const { key } = request
    try {
      return await send(request, async (signal) => {
        const part = await fetchPart(range, { ...request, signal })
        assertLength(key, part.bytes, Math.max(0, Math.min(range.end, part.size) - range.start))
        return part
      })
    } catch (thrown) {
      const status = statusOf(thrown)
      if (status === 416) return undefined
      if (range.version === undefined || (status !== 412 && status !== 404)) throw thrown
      throw contentAltered(key, 'were replaced or deleted while they were being read')
    }
  }
}
