import { isRegaugeError, type ArtifactStore, type Source } from '@regauge/core'
import { describe, expect, test } from 'vitest'
import type { S3ArtifactStoreConfig } from './config.ts'
import { s3ArtifactStore } from './flavor.ts'
import type { Fault, ScriptedService, ScriptedServiceOptions } from './scripted-service.fixture.ts'
import { startScriptedService } from './scripted-service.fixture.ts'

const TEXT = 'what stands in a record'

function source(text: string): Source {
  const bytes = Buffer.from(text)
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  return {
    size: bytes.byteLength,
    open: async function* () {
      yield bytes
    },
  }
}

async function readText(store: ArtifactStore, key: string): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** A store of a service's bucket. */
function openStore({ url }: ScriptedService, config: Partial<S3ArtifactStoreConfig> = {}): Promise<ArtifactStore> {
  return s3ArtifactStore.create({
    config: {
      bucket: 'models',
      prefix: 'team',
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'a-secret-value' },
      timeout: '200ms',
      ...config,
    },
    components: {},
    projectRoot: '/',
  })
}

/** A store in a service of its own. */
async function open(options: ScriptedServiceOptions = {}) {
  const stack = new AsyncDisposableStack()
  const service = stack.use(await startScriptedService(options))
  const store = stack.use(await openStore(service))
  return { store, service, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A fault of the first requests of a method on the object `team/x`. */
const first = (method: string, fault: Fault, times = 1): ScriptedServiceOptions => ({
  script: (request) =>
    request.method === method && request.key === 'team/x' && request.count <= times ? fault : undefined,
})

describe('a put', () => {
  for (const [what, fault] of Object.entries({
    'a conflict of conditions': { status: 409, code: 'ConditionalRequestConflict' },
    'a service that wants to be asked less': { status: 503, code: 'SlowDown' },
    'a failure of the service': { status: 500, code: 'InternalError' },
    'a lost answer': 'unanswered',
  } satisfies Record<string, Fault>)) {
    test(`outlives ${what}`, async () => {
      await using opened = await open(first('PUT', fault, 3))
      expect(await opened.store.put('x', source(TEXT), { ifAbsent: true })).toEqual({ written: true })
      expect(await opened.store.put('x', source(TEXT), { ifAbsent: true })).toEqual({ written: false })
      expect(await readText(opened.store, 'x')).toBe(TEXT)
    })
  }

  test("whose first attempt was turned away does not take another writer's object for its own", async () => {
    let others: Promise<unknown> | undefined
    await using opened = await open({
      script({ method, key, count }) {
        if (method !== 'PUT' || key !== 'team/x' || count > 1) return undefined
        others = opened.store.put('x', source('another'), { ifAbsent: true })
        return { status: 503, code: 'SlowDown' }
      },
    })
    const own = await opened.store.put('x', source(TEXT), { ifAbsent: true })
    // Whoever came first was told so.
    expect([await others, own]).toContainEqual({ written: true })
    expect([await others, own]).toContainEqual({ written: false })
    expect(await readText(opened.store, 'x')).toBe(own.written ? TEXT : 'another')
  })

  test('gives up after some attempts, and says what the service said', async () => {
    await using opened = await open(first('PUT', { status: 503, code: 'SlowDown' }, 100))
    const failure = await opened.store.put('x', source(TEXT)).catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: `The store could not put "team/x" in bucket "models" at ${opened.service.url}: It is in the script (SlowDown, 503).`,
      details: { key: 'x', object: 'team/x', serviceCode: 'SlowDown', status: 503 },
    })
  })

  test('is encrypted as the config says', async () => {
    await using service = await startScriptedService()
    await using store = await openStore(service, { encryption: { type: 'aws:kms', key: 'a-key' } })
    await store.put('x', source(TEXT))
    expect(service.requests[0]!.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'a-key',
    })
  })
})

describe('a service that ignores conditions', () => {
  test('is refused before anything is written under a condition', async () => {
    await using opened = await open({ ignoresConditions: true })
    await expect(opened.store.put('x', source(TEXT), { ifAbsent: true })).rejects.toMatchObject({
      code: 'STORE_UNSUITABLE',
    })
    expect(await opened.store.stat('x')).toBeUndefined()
  })

  test('is found out by one request where the store has been used before', async () => {
    await using opened = await open()
    const probes = () => opened.service.requests.filter(({ key }) => key === 'team/.regauge/conditions').length
    await opened.store.put('a', source(TEXT), { ifAbsent: true })
    expect(probes()).toBe(2)
    await using again = await openStore(opened.service)
    await Promise.all(['b', 'c', 'd'].map((key) => again.put(key, source(TEXT), { ifAbsent: true })))
    expect(probes()).toBe(3)
  })
})

describe('a get', () => {
  for (const fault of ['cut', 'stalled', 'altered', 'unanswered'] as const) {
    test(`outlives a body that is ${fault}`, async () => {
      await using opened = await open(first('GET', fault, 2))
      await opened.store.put('x', source(TEXT))
      expect(await readText(opened.store, 'x')).toBe(TEXT)
    })
  }

  for (const [fault, code] of [
    ['cut', 'STORE_UNREACHABLE'],
    ['altered', 'STORE_CONTENT_ALTERED'],
  ] as const) {
    test(`never gives the bytes of a body that is always ${fault}`, async () => {
      await using opened = await open(first('GET', fault, 100))
      await opened.store.put('x', source(TEXT))
      await expect(readText(opened.store, 'x')).rejects.toMatchObject({ code })
    })
  }

  test('that is aborted while the service is silent throws the reason', async () => {
    const abort = new AbortController()
    const reason = new Error('not wanted any more')
    await using opened = await open({
      script({ method, key }) {
        if (method !== 'GET' || key !== 'team/x') return undefined
        abort.abort(reason)
        return 'stalled'
      },
    })
    await opened.store.put('x', source(TEXT))
    const reading = opened.store.get('x', { signal: abort.signal })[Symbol.asyncIterator]().next()
    await expect(reading).rejects.toBe(reason)
  })
})

test('a delete carries its MD5, which is the only checksum that many services know of it', async () => {
  await using opened = await open()
  await opened.store.put('x', source(TEXT))
  await opened.store.delete(['x', 'absent'])
  expect(await opened.store.stat('x')).toBeUndefined()
  const { headers } = opened.service.requests.find(({ method }) => method === 'POST')!
  expect(Object.keys(headers).filter((name) => name.includes('checksum'))).toEqual([])
})

describe('an error', () => {
  for (const [status, serviceCode, code] of [
    [403, 'AccessDenied', 'STORE_DENIED'],
    [403, 'SignatureDoesNotMatch', 'STORE_DENIED'],
    [400, 'ExpiredToken', 'STORE_DENIED'],
    [404, 'NoSuchBucket', 'STORE_BUCKET_NOT_FOUND'],
    [507, 'XMinioStorageFull', 'STORE_FULL'],
    [400, 'KeyTooLongError', 'STORE_KEY_INVALID'],
    [501, 'NotImplemented', 'STORE_UNSUITABLE'],
  ] as const) {
    test(`of the service with code ${serviceCode} is a ${code}, without another attempt`, async () => {
      await using opened = await open(first('PUT', { status, code: serviceCode }, 100))
      const failure = await opened.store.put('x', source(TEXT)).catch((thrown: unknown) => thrown)
      expect(failure).toMatchObject({ code })
      expect(opened.service.requests).toHaveLength(1)
      expect(isRegaugeError(failure) && failure.hint).toBeTruthy()
      expect(JSON.stringify([String(failure), failure])).not.toContain('a-secret-value')
    })
  }

  test('of a service that is not there is a STORE_UNREACHABLE', async () => {
    const opened = await open()
    await opened.service[Symbol.asyncDispose]()
    await expect(opened.store.stat('x')).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      details: { serviceCode: 'ECONNREFUSED' },
    })
    await opened.store[Symbol.asyncDispose]()
  })
})
