import type { ArtifactStore } from '@regauge/core'
import { bytesSource } from '@regauge/core/artifacts'
import { expect, test } from 'vitest'
import { byChance, faulty, quota, type StoreCall, type StoreFault } from '../faulty.ts'
import { describeArtifactStore } from '../index.ts'
import { createMemoryArtifactStore } from '../memory-artifact-store.ts'

const content = bytesSource(Buffer.from('content'))

function opened(script: (call: StoreCall) => StoreFault | undefined) {
  const memory = createMemoryArtifactStore()
  return { memory, store: faulty(memory, script) }
}

test('a refused call has no effect; an unanswered one has', async () => {
  const { memory, store } = opened(({ key }) => ({ kind: key === 'a' ? 'refused' : 'unanswered' }))
  await expect(store.put('a', content)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(store.put('b', content)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  expect(await memory.stat('a')).toBeUndefined()
  expect(await memory.stat('b')).toBeDefined()
})

test('the script is told how often a call has been made', async () => {
  const { store } = opened(({ count }) => (count < 3 ? { kind: 'refused' } : undefined))
  await expect(store.stat('a')).rejects.toThrow('did not answer')
  await expect(store.stat('a')).rejects.toThrow('did not answer')
  await expect(store.stat('b')).rejects.toThrow('did not answer')
  expect(await store.stat('a')).toBeUndefined()
})

test('a stale list has only what is old enough', async () => {
  const { store } = opened(({ method }) => (method === 'list' ? { kind: 'stale', ms: 60_000 } : undefined))
  await store.put('runs/a', content)
  expect(await store.list('runs/')).toMatchObject({ objects: [] })
  expect(await store.list('', { delimiter: '/' })).toMatchObject({ objects: [], prefixes: [] })
  expect(await store.stat('runs/a')).toBeDefined()
})

test('a call that is answered without an effect leaves everything as it was', async () => {
  const { memory, store } = opened(({ method, key }) => {
    return key === 'unheard' && method !== 'get' ? { kind: 'unheard' } : undefined
  })
  await memory.put('unheard', content)
  await expect(store.put('unheard', bytesSource(Buffer.from('other')))).resolves.toEqual({ written: true })
  await store.delete(['unheard'])
  expect(await store.stat('unheard')).toBeUndefined()
  expect(await textOf(store, 'unheard')).toBe('content')
})

test('a store whose quota is used up takes nothing more', async () => {
  const { memory, store } = opened(quota(10))
  await store.put('a', content)
  await expect(store.put('b', content)).rejects.toMatchObject({ code: 'STORE_FULL' })
  await store.put('c', bytesSource(Buffer.from('123')))
  expect((await memory.list('')).objects.map(({ key }) => key)).toEqual(['a', 'c'])
})

test('a get breaks off, or gives another byte', async () => {
  const { store } = opened(({ method, count }) =>
    method === 'get' ? (count === 1 ? { kind: 'cut', after: 3 } : { kind: 'altered' }) : undefined,
  )
  await store.put('a', content)
  const pieces: Uint8Array[] = []
  const reading = (async () => {
    for await (const piece of store.get('a')) pieces.push(piece)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  expect(Buffer.concat(pieces).toString()).toBe('con')
  expect(await textOf(store, 'a')).toBe('bontent')
})

test('a list lacks entries, or says that there is more', async () => {
  const { store } = opened(({ method, count }) => {
    if (method !== 'list') return undefined
    return count === 1 ? { kind: 'partial', keep: (key) => key !== 'b' } : { kind: 'short', limit: 1 }
  })
  for (const key of ['a', 'b', 'c']) await store.put(key, content)
  expect((await store.list('')).objects.map(({ key }) => key)).toEqual(['a', 'c'])
  expect(await store.list('')).toMatchObject({ objects: [{ key: 'a' }], next: 'a' })
})

test('chance is the same for the same seed, in whichever order calls come', () => {
  const script = byChance<StoreCall, StoreFault>(7, [
    { methods: ['put'], share: 0.3, fault: { kind: 'refused' } },
    { share: 0.2, fault: { kind: 'unanswered' } },
  ])
  const calls = ['put', 'get'].flatMap((method) =>
    Array.from({ length: 500 }, (_, index) => ({ method, key: `k${index}`, count: 1 }) as StoreCall),
  )
  const faults = calls.map(script)
  expect(calls.toReversed().map(script).toReversed()).toEqual(faults)
  const shareOf = (method: string, kind: string) =>
    faults.filter((fault, index) => fault?.kind === kind && calls[index]!.method === method).length / 500
  expect(shareOf('put', 'refused')).toBeCloseTo(0.3, 1)
  expect(shareOf('put', 'unanswered')).toBeCloseTo(0.2, 1)
  expect(shareOf('get', 'refused')).toBe(0)
})

async function textOf(store: ArtifactStore, key: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(store.get(key))).toString()
}

describeArtifactStore({
  name: 'faulty, as stores may be',
  create: async () => {
    const store = faulty(
      createMemoryArtifactStore(),
      byChance<StoreCall, StoreFault>(1, [
        { methods: ['put', 'get', 'stat'], share: 0.2, fault: { kind: 'slow', ms: 1 } },
      ]),
    )
    return Promise.resolve({ store })
  },
  capabilities: { reach: 'machine', nestedKeys: true },
  waivers: [
    {
      test: 'of writers in several processes exactly one is told that it wrote',
      reason: 'no other process reaches the memory of this one',
    },
  ],
})
