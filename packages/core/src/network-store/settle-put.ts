import { randomUUID } from 'node:crypto'
import type { ObjectService, PutRequest, StoreRequest } from './object-service.ts'

/**
 * Lets an object appear. Returns whether it did. An answer that was lost on its way makes the next attempt find the
 * object of the first, which is then known by its id.
 */
export async function settlePut(
  service: ObjectService,
  request: StoreRequest & { readonly ifAbsent: boolean },
  put: (request: PutRequest) => Promise<void>,
): Promise<boolean> {
  const putId = randomUUID()
  let attempts = 0
  const isOwn = async () => attempts > 1 && (await service.look({ ...request, action: 'look at' }))?.putId === putId
  try {
    await put({ ...request, putId, onAttempt: () => void (attempts += 1) })
    return true
  } catch (thrown) {
    if (request.ifAbsent && service.isTaken(thrown)) return isOwn()
    if (service.isSpent?.(thrown) && (await isOwn())) return true
    throw thrown
  }
}
