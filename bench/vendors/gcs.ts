import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Storage } from '@google-cloud/storage'
import { createBucket, open } from '../../test/services/gcs.fixture.ts'
import { readAhead } from './concurrency.ts'
import { PART, rangesOf, type Rivals } from './vendor.ts'

/** The store and Google's client on a server. */
export async function openRivals(server: string): Promise<Rivals> {
  const config = await createBucket(server)
  const bucket = new Storage({ apiEndpoint: server, projectId: 'test' }).bucket(config.bucket)
  return {
    store: await open(config),
    vendor: {
      put: (key, bytes) => bucket.file(key).save(Buffer.from(bytes), { resumable: false }),
      get: async (key) => (await bucket.file(key).download())[0].byteLength,
      // Its own uploads of several parts at once leave a composed object, whose MD5 nobody knows.
      upload: (key, pieces) =>
        pipeline(Readable.from(pieces.open()), bucket.file(key).createWriteStream({ chunkSize: PART.size })),
      async download(key, size) {
        const tasks = rangesOf(size).map(([start, end]) => async () => {
          const [bytes] = await bucket.file(key).download({ start, end: end - 1, validation: false })
          return bytes.byteLength
        })
        let sum = 0
        for await (const each of readAhead(tasks, PART.atOnce)) sum += each
        return sum
      },
    },
  }
}
