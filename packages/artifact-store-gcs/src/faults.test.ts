import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { ArtifactStore, Source } from '@regauge/core'
import { expect, test } from 'vitest'
import { gcsArtifactStore } from './flavor.ts'

const BYTES = Buffer.from('what stands in a record')
const SOURCE: Source = {
  size: BYTES.byteLength,
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  open: async function* () {
    yield BYTES
  },
}

type Fault = { readonly status: number; readonly reason: string } | 'unanswered' | 'altered' | 'cut'

interface Service extends AsyncDisposable {
  readonly store: ArtifactStore
  readonly requests: readonly string[]
}

/** A store in a service that holds at most one object, and fails by a script: by the count of `put` or `read`. */
async function open(
  script: (action: string, count: number) => Fault | undefined,
  { ignoresConditions = false } = {},
): Promise<Service> {
  let putId: string | undefined
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const url = new URL(incoming.url!, 'http://x')
      const body = (await buffer(incoming)).toString('latin1')
      const isProbe = body.includes('.regauge/conditions') || url.searchParams.get('name')?.startsWith('.regauge')
      const action = incoming.method === 'POST' ? 'put' : url.searchParams.get('alt') === 'media' ? 'read' : 'look'
      if (!isProbe) requests.push(action)
      const fault = isProbe ? undefined : script(action, requests.filter((each) => each === action).length)
      const refuse = (code: number, reason: string) => {
        const error = { code, message: 'It is in the script.', errors: [{ reason, message: 'It is in the script.' }] }
        outgoing.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
      }
      if (typeof fault === 'object') return refuse(fault.status, fault.reason)
      if (action === 'put') {
        const isTaken = isProbe || putId !== undefined
        if (isTaken && !ignoresConditions) return refuse(412, 'conditionNotMet')
        if (isProbe) return outgoing.setHeader('content-type', 'application/json').end('{}')
        putId = /"regauge-put":"([^"]+)"/.exec(body)?.[1]
      }
      if (fault === 'unanswered') return outgoing.destroy()
      if (putId === undefined) return refuse(404, 'notFound')
      if (action !== 'read') {
        const facts = { name: 'x', size: `${BYTES.byteLength}`, generation: '1', updated: new Date().toISOString() }
        const md5Hash = createHash('md5').update(BYTES).digest('base64')
        const metadata = { 'regauge-put': putId }
        outgoing.setHeader('content-type', 'application/json')
        return outgoing.end(JSON.stringify({ ...facts, md5Hash, metadata }))
      }
      const bytes = Buffer.from(BYTES)
      if (fault === 'altered') bytes[0]! ^= 1
      outgoing.writeHead(206, {
        'content-length': bytes.byteLength,
        'content-range': `bytes 0-${bytes.byteLength - 1}/${bytes.byteLength}`,
        'x-goog-generation': '1',
        'x-goog-hash': `crc32c=AAAAAA==,md5=${createHash('md5').update(BYTES).digest('base64')}`,
      })
      if (fault !== 'cut') return outgoing.end(bytes)
      outgoing.write(bytes.subarray(0, 5), () => outgoing.destroy())
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  const config = { bucket: 'models', prefix: '', endpoint: `http://127.0.0.1:${port}`, project: 'p', timeout: '2s' }
  return {
    store: await gcsArtifactStore.create({ config, components: {}, projectRoot: '/' }),
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readText(store: ArtifactStore): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get('x')) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

for (const [what, fault] of Object.entries({
  'a service that wants to be asked less': { status: 429, reason: 'rateLimitExceeded' },
  'a failure of the service': { status: 503, reason: 'backendError' },
  'a lost answer': 'unanswered',
} satisfies Record<string, Fault>)) {
  test(`a put outlives ${what}, and is told from that of another writer`, async () => {
    await using opened = await open((action, count) => (action === 'put' && count <= 2 ? fault : undefined))
    expect(await opened.store.put('x', SOURCE, { ifAbsent: true })).toEqual({ written: true })
    expect(await opened.store.put('x', SOURCE, { ifAbsent: true })).toEqual({ written: false })
    expect(await readText(opened.store)).toBe(BYTES.toString())
  })
}

for (const [fault, code] of [
  ['cut', 'STORE_UNREACHABLE'],
  ['altered', 'STORE_CONTENT_ALTERED'],
] as const) {
  test(`a body that is ${fault} is read again, and never given`, async () => {
    let faults = 2
    await using opened = await open((action, count) => (action === 'read' && count <= faults ? fault : undefined))
    await opened.store.put('x', SOURCE)
    expect(await readText(opened.store)).toBe(BYTES.toString())
    faults = Number.POSITIVE_INFINITY
    await expect(readText(opened.store)).rejects.toMatchObject({ code })
  })
}

for (const [status, reason, code] of [
  [401, 'authError', 'STORE_DENIED'],
  [403, 'forbidden', 'STORE_DENIED'],
  [403, 'quotaExceeded', 'STORE_FULL'],
  [404, 'notFound', 'STORE_BUCKET_NOT_FOUND'],
] as const) {
  test(`a put that is refused with ${status} ${reason} is a ${code}, without another attempt`, async () => {
    await using opened = await open(() => ({ status, reason }))
    await expect(opened.store.put('x', SOURCE)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`could not put "x" in bucket "models"`) as unknown,
      details: { serviceCode: reason, status },
    })
    expect(opened.requests).toEqual(['put'])
  })
}

test('a service that ignores conditions is refused before anything is written under one', async () => {
  await using opened = await open(() => undefined, { ignoresConditions: true })
  await expect(opened.store.put('x', SOURCE, { ifAbsent: true })).rejects.toMatchObject({
    code: 'STORE_UNSUITABLE',
    message: expect.stringContaining('bucket "models"') as unknown,
  })
  expect(opened.requests).toEqual([])
})

test('a key that is no key file is refused without being repeated', async () => {
  const config = { bucket: 'models', prefix: '', key: 'not-json-but-secret', timeout: '1s' }
  const failure = await gcsArtifactStore
    .create({ config, components: {}, projectRoot: '/' })
    .catch((thrown: unknown) => thrown)
  expect(failure).toMatchObject({ code: 'STORE_DENIED' })
  expect(JSON.stringify([String(failure), failure])).not.toContain('not-json-but-secret')
})
