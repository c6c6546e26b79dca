import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import type { ArtifactStore, Source } from '@regauge/core'
import { expect, test } from 'vitest'
import { gcsArtifactStore } from './flavor.ts'

/** Two parts and a bit. */
const BYTES = Buffer.alloc(17 * 1024 * 1024, 'large')
const SOURCE: Source = {
  size: BYTES.byteLength,
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  open: async function* () {
    yield BYTES
  },
}

type Fault =
  /** The bytes are stored, and the connection breaks before the answer. */
  | 'unanswered'
  /** A half of the bytes is stored. */
  | 'half stored'
  /** The service has forgotten the upload. */
  | 'forgotten'

interface Service extends AsyncDisposable {
  readonly store: ArtifactStore
  /** The ranges of the requests that sent parts, or asked. */
  readonly ranges: readonly string[]
  object(): Buffer | undefined
  /** Which generation the metadata was changed of, and how. */
  patch(): string | undefined
  /** Uploads that were begun, and are neither ended nor aborted. */
  open(): number
}

/** A service that takes uploads of several parts, and fails by the number of the request. */
async function startService(script: Readonly<Record<number, Fault>>): Promise<Service> {
  const uploads = new Map<string, Buffer>()
  const ranges: string[] = []
  let object: Buffer | undefined
  let patch: string | undefined
  let begun = 0
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await buffer(incoming)
      const url = new URL(incoming.url!, `http://${incoming.headers.host}`)
      if (incoming.method === 'GET') return outgoing.writeHead(404).end()
      if (incoming.method === 'POST') {
        url.searchParams.set('upload_id', `${(begun += 1)}`)
        uploads.set(`${begun}`, Buffer.alloc(0))
        return outgoing.writeHead(200, { location: url.href }).end()
      }
      if (incoming.method === 'PATCH') {
        patch = `${url.searchParams.get('ifGenerationMatch')} ${body.toString()}`
        return outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      }
      const id = url.searchParams.get('upload_id')!
      if (incoming.method === 'DELETE') return outgoing.writeHead(uploads.delete(id) ? 499 : 404).end()
      const range = incoming.headers['content-range']!
      ranges.push(range)
      const fault = script[ranges.length]
      if (fault === 'forgotten') uploads.delete(id)
      const stored = uploads.get(id)
      if (!stored) return outgoing.writeHead(410).end()
      const kept = fault === 'half stored' ? body.subarray(0, body.byteLength / 2) : body
      const now = Buffer.concat([stored, kept])
      uploads.set(id, now)
      const md5Hash = createHash('md5').update(now).digest('base64')
      const isWhole = now.byteLength === BYTES.byteLength
      if (isWhole && range !== ASKED && incoming.headers['x-goog-hash'] !== `md5=${md5Hash}`) {
        return outgoing.writeHead(400).end()
      }
      if (isWhole) object = now
      if (fault === 'unanswered') return outgoing.destroy()
      if (isWhole) return outgoing.writeHead(200).end(JSON.stringify({ md5Hash, generation: '1' }))
      return outgoing.writeHead(308, now.byteLength > 0 ? { range: `bytes=0-${now.byteLength - 1}` } : {}).end()
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  const config = { bucket: 'models', prefix: '', endpoint: `http://127.0.0.1:${port}`, project: 'p', timeout: '10s' }
  return {
    store: await gcsArtifactStore.create({ config, components: {}, projectRoot: '/' }),
    ranges,
    object: () => object,
    patch: () => patch,
    open: () => uploads.size,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const [FIRST, SECOND, LAST] = ['bytes 0-8388607', 'bytes 8388608-16777215', 'bytes 16777216-17825791'].map(
  (range) => `${range}/${BYTES.byteLength}`,
)
const CRC32 = crc32(BYTES).toString(16).padStart(8, '0')
const ASKED = `bytes */${BYTES.byteLength}`

for (const [what, script, ranges] of [
  ['whose parts all arrive is sent once', {}, [FIRST, SECOND, LAST]],
  ['goes on after a part whose answer was lost', { 1: 'unanswered' }, [FIRST, ASKED, SECOND, LAST]],
  ['has ended where the answer to its last part was lost', { 3: 'unanswered' }, [FIRST, SECOND, LAST, ASKED]],
  [
    'sends the rest of a part of which only some was stored',
    { 2: 'half stored' },
    [FIRST, SECOND, `bytes 12582912-16777215/${BYTES.byteLength}`, LAST],
  ],
  ['that was forgotten begins again', { 2: 'forgotten' }, [FIRST, SECOND, FIRST, SECOND, LAST]],
] as const) {
  test(`an upload ${what}`, async () => {
    await using service = await startService(script)
    expect(await service.store.put('x', SOURCE)).toEqual({ written: true })
    expect(service.ranges).toEqual(ranges)
    expect(Buffer.compare(service.object()!, BYTES)).toBe(0)
    expect(service.patch()).toMatch(new RegExp(`^1 .*"regauge-crc32":"${CRC32}"`))
  })
}

test('an upload whose source fails is aborted', async () => {
  await using service = await startService({})
  const failure = new Error('the source broke off')
  const broken: Source = {
    size: BYTES.byteLength,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    open: async function* () {
      yield BYTES.subarray(0, 9_000_000)
      throw failure
    },
  }
  await expect(service.store.put('x', broken)).rejects.toBe(failure)
  expect(service.ranges).toEqual([FIRST])
  expect(service.open()).toBe(0)
})
