import type { ArtifactStore, Source } from '@regauge/core'
import { patientStore } from '@regauge/core/artifacts'
import { expect, inject, test } from 'vitest'
import { configOf, createBucket, open } from './s3.fixture.ts'
import { openProxy, type Proxy, type Toxic } from './toxiproxy.fixture.ts'

const SIZE = 20 * 1024 * 1024
const BYTES = Buffer.alloc(SIZE, 'what a step has made. ')
const SOURCE: Source = {
  size: SIZE,
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  open: async function* () {
    yield BYTES
  },
}

async function read(store: ArtifactStore, key: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key)) pieces.push(piece)
  return Buffer.concat(pieces)
}

interface Route extends AsyncDisposable {
  readonly proxy: Proxy
  /** Through the proxy. */
  readonly store: ArtifactStore
  /** Past the proxy. */
  readonly direct: ArtifactStore
}

async function openRoute(timeout = '1s'): Promise<Route> {
  const { s3, toxiproxy } = inject('services')
  const stack = new AsyncDisposableStack()
  const proxy = stack.use(await openProxy(toxiproxy, s3))
  const config = configOf(s3, await createBucket(s3))
  const store = stack.use(await open({ ...config, endpoint: proxy.url, timeout }))
  return { proxy, store, direct: stack.use(await open(config)), [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('latency and small pieces change nothing', async () => {
  await using route = await openRoute('10s')
  await route.proxy.add({ type: 'latency', attributes: { latency: 40, jitter: 20 } })
  await route.proxy.add({ type: 'slicer', attributes: { average_size: 20_000, size_variation: 5_000, delay: 10 } })
  expect(await route.store.put('x', SOURCE, { ifAbsent: true })).toEqual({ written: true })
  expect(Buffer.compare(await read(route.store, 'x'), BYTES)).toBe(0)
})

const BREAKS: Readonly<Record<string, Toxic>> = {
  'is reset in mid-body': { type: 'reset_peer', attributes: { timeout: 30 } },
  'ends in mid-body': { type: 'limit_data', attributes: { bytes: 3_000_000 } },
  'falls silent': { type: 'timeout', attributes: { timeout: 0 } },
}

for (const [what, toxic] of Object.entries(BREAKS)) {
  test(`a download whose connection ${what} fails, and is whole once the way is clear`, async () => {
    await using route = await openRoute('300ms')
    await route.direct.put('x', SOURCE)
    // Slow enough for every break to come in the middle.
    await route.proxy.add({ type: 'slicer', attributes: { average_size: 64_000, size_variation: 0, delay: 500 } })
    await route.proxy.add(toxic)
    await expect(read(route.store, 'x')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await route.proxy.clear()
    expect(Buffer.compare(await read(route.store, 'x'), BYTES)).toBe(0)
  })

  test(`an upload whose connection ${what} fails and leaves nothing, and is whole once the way is clear`, async () => {
    await using route = await openRoute('300ms')
    await route.proxy.add({ ...toxic, stream: 'upstream' })
    await expect(route.store.put('x', SOURCE)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(await route.direct.stat('x')).toBeUndefined()
    await route.proxy.clear()
    expect(await route.store.put('x', SOURCE)).toEqual({ written: true })
    expect(Buffer.compare(await read(route.direct, 'x'), BYTES)).toBe(0)
  })
}

test('a patient reader goes on when the way is clear again', async () => {
  await using route = await openRoute('300ms')
  await route.direct.put('x', SOURCE)
  await route.proxy.add({ type: 'reset_peer', attributes: { timeout: 0 } })
  const reading = read(patientStore(route.store), 'x')
  await expect(route.store.stat('x')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await route.proxy.clear()
  expect(Buffer.compare(await reading, BYTES)).toBe(0)
})
