import { until, type Container } from './container.ts'

/** Deletes what is there of these keys, in one request. */
export async function deleteObjects(
  container: Container,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const client = container.client.getBlobBatchClient()
  await container.send({ action: 'delete', key: keys[0]!, signal }, async (signal) => {
    const batch = client.createBatch()
    for (const key of keys) await batch.deleteBlob(container.blob(key), { deleteSnapshots: 'include' })
    const { subResponses } = await client.submitBatch(batch, until(signal))
    const failed = subResponses.find(({ status }) => status >= 400 && status !== 404)
    if (!failed) return
    // Like the client's own errors.
    const { status: statusCode, errorCode: code, statusMessage, _request: request } = failed
    throw Object.assign(new Error(`"${new URL(request.url).pathname}": ${statusMessage}`), { statusCode, code })
  })
}
