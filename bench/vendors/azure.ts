import { Readable } from 'node:stream'
import { clientOf, createContainer, open } from '../../test/services/azure.fixture.ts'
import { readAhead } from './concurrency.ts'
import { PART, rangesOf, type Rivals } from './vendor.ts'

/** The store and Azure's client on a server. */
export async function openRivals(server: string): Promise<Rivals> {
  const config = await createContainer(server)
  const container = clientOf(server).getContainerClient(config.container)
  return {
    store: await open(config),
    vendor: {
      put: (key, bytes) => container.getBlockBlobClient(key).upload(bytes, bytes.byteLength),
      get: async (key) => (await container.getBlobClient(key).downloadToBuffer()).byteLength,
      upload: (key, pieces) =>
        container.getBlockBlobClient(key).uploadStream(Readable.from(pieces.open()), PART.size, PART.atOnce),
      async download(key, size) {
        const blob = container.getBlobClient(key)
        const tasks = rangesOf(size).map(([start, end]) => async () => {
          return (await blob.downloadToBuffer(start, end - start, { blockSize: PART.size })).byteLength
        })
        let sum = 0
        for await (const each of readAhead(tasks, PART.atOnce)) sum += each
        return sum
      },
    },
  }
}
