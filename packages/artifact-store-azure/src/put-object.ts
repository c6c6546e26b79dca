import { createHash } from 'node:crypto'
import type { PutRequest } from '@regauge/core/store'
import { until, type Container } from './container.ts'
import { PUT_ID } from './metadata.ts'

/** Puts an object in one request. The service compares it with its MD5, and keeps that. */
export async function putObject(container: Container, bytes: Uint8Array, request: PutRequest): Promise<void> {
  const options = {
    ...container.encryption,
    ...conditionsOf(request),
    // Whoever replaces what is there need not know its own put again.
    ...(request.ifAbsent && { metadata: { [PUT_ID]: request.putId } }),
    transactionalContentMD5: md5(bytes),
  }
  await container.send(request, (signal) => {
    request.onAttempt()
    return container.blob(request.key).upload(bytes, bytes.byteLength, { ...options, ...until(signal) })
  })
}

/** The condition under which an object appears, as an option of requests. */
export function conditionsOf({ ifAbsent }: PutRequest) {
  return ifAbsent ? { conditions: { ifNoneMatch: '*' } } : {}
}

/** By which the service knows that bytes came as they were sent. */
export function md5(bytes: Uint8Array): Uint8Array {
  return createHash('md5').update(bytes).digest()
}
