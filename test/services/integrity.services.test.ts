import { describe, expect, test } from 'vitest'
import { pattern, read, sourceOf } from './content.fixture.ts'
import { openHttpProxy, type PassingRequest } from './http-proxy.fixture.ts'
import { openRoute } from './route.fixture.ts'
import { STORES, type TestedStore } from './stores.fixture.ts'

const MEBIBYTE = 1024 * 1024
const SMALL = pattern(MEBIBYTE + 11, 1)
const LARGE = pattern(20 * MEBIBYTE + 7, 2)

/** By which requests of each service an object appears, beside those that put it whole. */
const LAST: Readonly<Record<string, (request: PassingRequest) => boolean>> = {
  's3 on MinIO': ({ method, url }) => method === 'POST' && url.includes('uploadId='),
  gcs: ({ method, size }) => method === 'PUT' && size === LARGE.byteLength % (8 * MEBIBYTE),
  azure: ({ method, url }) => method === 'PUT' && url.includes('comp=blocklist'),
}

/** Bodies of content: what is smaller is a document of the protocol. */
const isContent = ({ method, size }: PassingRequest) => method !== 'GET' && size > MEBIBYTE

/** Meets the first so many requests that it is asked about. */
function first(times: number, wanted: (request: PassingRequest) => boolean) {
  let left = times
  return (request: PassingRequest) => wanted(request) && left-- > 0
}

describe.each(['s3 on MinIO', 'gcs', 'azure'] as const)('%s', (name) => {
  const tested: TestedStore = STORES[name]

  test('knows its own object when the answer to a put under a condition was lost', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    await route.store.put('warm', sourceOf(SMALL), { ifAbsent: true })
    const isMet = first(2, isContent)
    route.proxy.interfere((request) => (isMet(request) ? 'answer lost' : undefined))
    expect(await route.store.put('x', sourceOf(SMALL), { ifAbsent: true })).toEqual({ written: true })
    expect(await route.store.put('x', sourceOf(SMALL), { ifAbsent: true })).toEqual({ written: false })
    expect(Buffer.compare(await read(route.direct, 'x'), SMALL)).toBe(0)
  })

  test('finds no object of its own where another writer was told that the object is his', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    await route.direct.put('x', sourceOf(SMALL), { ifAbsent: true })
    const isMet = first(1, isContent)
    route.proxy.interfere((request) => (isMet(request) ? 'answer lost' : undefined))
    expect(await route.store.put('x', sourceOf(pattern(SMALL.byteLength, 9)), { ifAbsent: true })).toEqual({
      written: false,
    })
    expect(Buffer.compare(await read(route.direct, 'x'), SMALL)).toBe(0)
  })

  test('sends bytes again that were altered on their way', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    const isMet = first(1, isContent)
    route.proxy.interfere((request) => (isMet(request) ? 'request altered' : undefined))
    expect(await route.store.put('x', sourceOf(SMALL))).toEqual({ written: true })
    expect(Buffer.compare(await read(route.direct, 'x'), SMALL)).toBe(0)
  })

  test('reads a small object again that was altered on its way, and gives no byte of it before', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    await route.direct.put('x', sourceOf(SMALL))
    const isMet = first(1, ({ method }) => method === 'GET')
    route.proxy.interfere((request) => (isMet(request) ? 'answer altered' : undefined))
    expect(Buffer.compare(await read(route.store, 'x'), SMALL)).toBe(0)
    route.proxy.interfere(({ method }) => (method === 'GET' ? 'answer altered' : undefined))
    await expect(read(route.store, 'x')).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
  })

  test('notices at its end that a part of a large object was altered on its way', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    await route.direct.put('x', sourceOf(LARGE))
    let parts = 0
    route.proxy.interfere(({ method }) => (method === 'GET' && ++parts === 2 ? 'answer altered' : undefined))
    await expect(read(route.store, 'x')).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
    route.proxy.interfere(() => undefined)
    expect(Buffer.compare(await read(route.store, 'x'), LARGE)).toBe(0)
  })
})

describe.each(Object.entries(LAST))('%s', (name, isLast) => {
  const tested: TestedStore = STORES[name as keyof typeof STORES]

  for (const ifAbsent of [true, false]) {
    const how = ifAbsent ? 'a put under a condition' : 'a put'
    test(`knows its own large object when the answer to the last request of ${how} was lost`, async () => {
      await using route = await openRoute(tested, openHttpProxy)
      const isMet = first(2, isLast)
      route.proxy.interfere((request) => (isMet(request) ? 'answer lost' : undefined))
      expect(await route.store.put('x', sourceOf(LARGE), { ifAbsent })).toEqual({ written: true })
      expect(Buffer.compare(await read(route.direct, 'x'), LARGE)).toBe(0)
    })
  }

  test('outlives lost answers to parts in the middle', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    const isMet = first(2, isContent)
    route.proxy.interfere((request) => (isMet(request) ? 'answer lost' : undefined))
    expect(await route.store.put('x', sourceOf(LARGE), { ifAbsent: true })).toEqual({ written: true })
    expect(Buffer.compare(await read(route.direct, 'x'), LARGE)).toBe(0)
  })

  test('sends parts again that were altered on their way', async () => {
    await using route = await openRoute(tested, openHttpProxy)
    const isMet = first(2, isContent)
    route.proxy.interfere((request) => (isMet(request) ? 'request altered' : undefined))
    expect(await route.store.put('x', sourceOf(LARGE))).toEqual({ written: true })
    expect(Buffer.compare(await read(route.direct, 'x'), LARGE)).toBe(0)
  })
})
