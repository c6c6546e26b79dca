import { inspect } from 'node:util'
import { isRegaugeError, type ArtifactStore, type Source } from '@regauge/core'
import { describe, expect, test } from 'vitest'
import { config, type AzureArtifactStoreConfig } from './config.ts'
import { azureArtifactStore } from './flavor.ts'
import { startScriptedService, type Fault, type Request, type Script } from './scripted-service.fixture.ts'

const TEXT = 'what stands in a record'
const KEY = Buffer.from('a-secret-key').toString('base64')
/** Two blocks and a bit. */
const LARGE = Buffer.alloc(17 * 1024 * 1024, 'large')

function source(content: string | Buffer): Source {
  const bytes = Buffer.from(content)
  return {
    size: bytes.byteLength,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    open: async function* () {
      yield bytes
    },
  }
}

async function read(store: ArtifactStore, key: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key)) pieces.push(piece)
  return Buffer.concat(pieces)
}

function openStore(url: string, own: Partial<AzureArtifactStoreConfig> = {}): Promise<ArtifactStore> {
  const account = { endpoint: url, account: 'models', accountKey: KEY }
  return azureArtifactStore.create({
    config: { container: 'models', prefix: 'team', timeout: '500ms', ...account, ...own },
    components: {},
    projectRoot: '/',
  })
}

/** A store in a service of its own. */
async function open(script?: Script, own?: Partial<AzureArtifactStoreConfig>) {
  const stack = new AsyncDisposableStack()
  const service = stack.use(await startScriptedService(script))
  const store = stack.use(await openStore(service.url, own))
  return { store, service, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A fault of the first requests of an action on the object `team/x`. */
const first =
  (action: Request['action'], fault: Fault, times = 1): Script =>
  (request) =>
    request.action === action && request.name === 'team/x' && request.count <= times ? fault : undefined

const PASSING: Readonly<Record<string, Fault>> = {
  'a service that wants to be asked less': { status: 503, code: 'ServerBusy' },
  'a failure of the service': { status: 500, code: 'OperationTimedOut' },
  'bytes that were changed on their way': { status: 400, code: 'Md5Mismatch' },
  'a lost answer': 'unanswered',
}

describe('a put', () => {
  for (const [what, fault] of Object.entries(PASSING)) {
    test(`outlives ${what}, and is told from that of another writer`, async () => {
      await using opened = await open(first('put', fault, 3))
      expect(await opened.store.put('x', source(TEXT), { ifAbsent: true })).toEqual({ written: true })
      expect(await opened.store.put('x', source(TEXT), { ifAbsent: true })).toEqual({ written: false })
      expect((await read(opened.store, 'x')).toString()).toBe(TEXT)
    })

    test(`in blocks outlives ${what}, and is told from that of another writer`, async () => {
      const [staging, committing] = [first('stage', fault), first('commit', fault, 2)]
      await using opened = await open((request) => staging(request) ?? committing(request), { timeout: '10s' })
      expect(await opened.store.put('x', source(LARGE), { ifAbsent: true })).toEqual({ written: true })
      expect(await opened.store.put('x', source(LARGE), { ifAbsent: true })).toEqual({ written: false })
      expect(Buffer.compare(await read(opened.store, 'x'), LARGE)).toBe(0)
    })
  }

  test("whose first attempt was turned away does not take another writer's object for its own", async () => {
    let others: Promise<unknown> | undefined
    await using opened = await open(({ action, name, count }) => {
      if (action !== 'put' || name !== 'team/x' || count > 1) return undefined
      others = opened.store.put('x', source('another'), { ifAbsent: true })
      return { status: 503, code: 'ServerBusy' }
    })
    const own = await opened.store.put('x', source(TEXT), { ifAbsent: true })
    expect([await others, own]).toContainEqual({ written: true })
    expect([await others, own]).toContainEqual({ written: false })
    expect((await read(opened.store, 'x')).toString()).toBe(own.written ? TEXT : 'another')
  })

  test("whose blocks were swept away by another writer's put sends them again", async () => {
    let others: Promise<unknown> | undefined
    await using opened = await open(
      ({ action, name, count }) => {
        if (action === 'commit' && name === 'team/x' && count === 1) others = opened.store.put('x', source('another'))
        return action === 'commit' && count === 1 ? { status: 503, code: 'ServerBusy' } : undefined
      },
      { timeout: '10s' },
    )
    expect(await opened.store.put('x', source(LARGE))).toEqual({ written: true })
    await others
    // Whichever came last, it is whole.
    const found = await read(opened.store, 'x')
    expect([LARGE.byteLength, 'another'.length]).toContain(found.byteLength)
  })

  test('gives up after some attempts, and says what the service said', async () => {
    await using opened = await open(first('put', { status: 503, code: 'ServerBusy' }, 100))
    await expect(opened.store.put('x', source(TEXT))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: `The store could not put "team/x" in container "models" at ${opened.service.url}: It is in the script (ServerBusy, 503).`,
      details: { key: 'x', object: 'team/x', serviceCode: 'ServerBusy', status: 503 },
    })
  })

  test('is encrypted as the config says', async () => {
    await using opened = await open(undefined, { encryptionScope: 'team-scope', timeout: '10s' })
    await opened.store.put('x', source(TEXT))
    await opened.store.put('y', source(LARGE))
    for (const { action, headers } of opened.service.requests) {
      if (action !== 'look') expect(headers).toMatchObject({ 'x-ms-encryption-scope': 'team-scope' })
    }
  })
})

describe('a get', () => {
  for (const fault of ['cut', 'stalled', 'altered', 'unanswered'] as const) {
    test(`outlives a body that is ${fault}`, async () => {
      await using opened = await open(first('read', fault, 2))
      await opened.store.put('x', source(TEXT))
      expect((await read(opened.store, 'x')).toString()).toBe(TEXT)
    })
  }

  for (const [fault, code] of [
    ['cut', 'STORE_UNREACHABLE'],
    ['altered', 'STORE_CONTENT_ALTERED'],
  ] as const) {
    test(`never gives the bytes of a body that is always ${fault}`, async () => {
      await using opened = await open(first('read', fault, 100))
      await opened.store.put('x', source(TEXT))
      await expect(read(opened.store, 'x')).rejects.toMatchObject({ code })
    })
  }

  test('of a large object notices a part that was altered', async () => {
    await using opened = await open(({ action, count }) => (action === 'read' && count === 2 ? 'altered' : undefined), {
      timeout: '10s',
    })
    await opened.store.put('x', source(LARGE))
    await expect(read(opened.store, 'x')).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
  })

  test('that is aborted while the service is silent throws the reason', async () => {
    const abort = new AbortController()
    const reason = new Error('not wanted any more')
    await using opened = await open(({ action }) => {
      if (action !== 'read') return undefined
      abort.abort(reason)
      return 'stalled'
    })
    await opened.store.put('x', source(TEXT))
    const reading = opened.store.get('x', { signal: abort.signal })[Symbol.asyncIterator]().next()
    await expect(reading).rejects.toBe(reason)
  })
})

describe('an error', () => {
  for (const [status, serviceCode, code] of [
    [403, 'AuthenticationFailed', 'STORE_DENIED'],
    [403, 'AuthorizationPermissionMismatch', 'STORE_DENIED'],
    [404, 'ContainerNotFound', 'STORE_BUCKET_NOT_FOUND'],
    [409, 'ContainerBeingDeleted', 'STORE_BUCKET_NOT_FOUND'],
    [400, 'InvalidResourceName', 'STORE_KEY_INVALID'],
    [409, 'BlobImmutableDueToPolicy', 'STORE_DENIED'],
    [507, 'InsufficientStorage', 'STORE_FULL'],
  ] as const) {
    test(`of the service with code ${serviceCode} is a ${code}, without another attempt`, async () => {
      await using opened = await open(first('put', { status, code: serviceCode }, 100))
      const failure = await opened.store.put('x', source(TEXT)).catch((thrown: unknown) => thrown)
      expect(failure).toMatchObject({ code })
      expect(opened.service.requests).toHaveLength(1)
      expect(isRegaugeError(failure) && failure.hint).toBeTruthy()
      expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(KEY)
    })
  }

  test('holds no signature', async () => {
    const sas = 'sv=2026-02-06&sr=c&sig=a-secret-signature'
    const service = await startScriptedService(first('put', { status: 403, code: 'AuthenticationFailed' }, 100))
    await using store = await openStore(service.url, { sas, accountKey: undefined })
    const failure: unknown = await store.put('x', source(TEXT)).catch((thrown: unknown) => thrown)
    await service[Symbol.asyncDispose]()
    const unreachable: unknown = await store.stat('x').catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code: 'STORE_DENIED' })
    expect(unreachable).toMatchObject({ code: 'STORE_UNREACHABLE', details: { serviceCode: 'ECONNREFUSED' } })
    for (const each of [failure, unreachable]) {
      expect(`${String(each)} ${JSON.stringify(each)} ${inspect(each, { depth: 10 })}`).not.toContain('a-secret')
    }
  })

  test('of a connection string that is none does not repeat it', async () => {
    const account = { endpoint: undefined, account: undefined, accountKey: undefined }
    const failure: unknown = await openStore('', { ...account, connectionString: 'AccountKey=a-secret' }).catch(
      (thrown: unknown) => thrown,
    )
    expect(failure).toMatchObject({ code: 'STORE_DENIED' })
    expect(`${String(failure)} ${inspect(failure, { depth: 10 })}`).not.toContain('a-secret')
  })
})

describe('a config', () => {
  const parse = (given: object) => config.safeParse({ container: 'models', ...given })

  test('names the account in one way, with one sort of credentials or none', () => {
    for (const given of [
      { account: 'models' },
      { endpoint: 'https://models.blob.core.usgovcloudapi.net' },
      { connectionString: 'x' },
      { account: 'models', accountKey: 'x' },
      { endpoint: 'http://127.0.0.1:10000/x', sas: 'x' },
    ]) {
      expect(parse(given).success).toBe(true)
    }
    for (const given of [
      {},
      { connectionString: 'x', account: 'models' },
      { account: 'models', accountKey: 'x', sas: 'x' },
      { endpoint: 'http://127.0.0.1:10000/x', accountKey: 'x' },
    ]) {
      expect(parse(given).success).toBe(false)
    }
  })
})
