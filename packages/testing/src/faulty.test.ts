import { bytesSource } from '@regauge/core/artifacts'
import { expect, test } from 'vitest'
import { faulty, type StoreCall, type StoreFault } from './faulty.ts'
import { describeArtifactStore } from './index.ts'
import { createMemoryArtifactStore } from './memory-artifact-store.ts'

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

describeArtifactStore({
  name: 'faulty, but only slow',
  create: async () => {
    const store = faulty(createMemoryArtifactStore(), ({ count }) =>
      count % 5 === 0 ? { kind: 'slow', ms: 1 } : undefined,
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
