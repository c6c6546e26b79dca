import type { Source } from '@regauge/core'
import { createNetworkStore } from '@regauge/core/store'
import { describe, expect, test } from 'vitest'
import { describeArtifactStore } from './artifact-store.ts'
import { createMemoryService } from './memory-service.fixture.ts'

describeArtifactStore({
  name: 'a network store',
  create: async () => ({ store: createNetworkStore(createMemoryService()) }),
  capabilities: { reach: 'network', nestedKeys: true },
  waivers: [{ test: 'of writers in several processes exactly one is told that it wrote', reason: 'one process only' }],
})

const SOURCES: Readonly<Record<string, Source>> = { small: sourceOf(10), large: sourceOf(9 * 1024 * 1024) }

function sourceOf(size: number): Source {
  return {
    size,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    open: async function* () {
      yield Buffer.alloc(size, 'x')
    },
  }
}

describe.each(Object.entries(SOURCES))('a %s object', (_, source) => {
  test('is known as its own by the writer whose answer was lost', async () => {
    await using store = createNetworkStore(createMemoryService({ lostAnswers: 1 }))
    // The check of conditions loses the answer first.
    expect(await store.put('x', source, { ifAbsent: true })).toEqual({ written: true })
    await using other = createNetworkStore(createMemoryService({ lostAnswers: 3 }))
    expect(await other.put('x', source)).toEqual({ written: true })
    expect(await other.put('x', source, { ifAbsent: true })).toEqual({ written: false })
    expect(await other.put('y', source, { ifAbsent: true })).toEqual({ written: true })
  })
})

test('a service that ignores conditions is refused before anything is written under one', async () => {
  await using store = createNetworkStore(createMemoryService({ ignoresConditions: true }))
  const put = store.put('x', SOURCES['small']!, { ifAbsent: true })
  await expect(put).rejects.toMatchObject({ code: 'STORE_UNSUITABLE' })
  expect(await store.stat('x')).toBeUndefined()
})

test('a service that does not tell its time is refused when it is asked', async () => {
  await using store = createNetworkStore(createMemoryService({ isTimeless: true }))
  await expect(store.now()).rejects.toMatchObject({ code: 'STORE_UNSUITABLE' })
})

test('the object of the store itself is not seen, and not to be touched', async () => {
  await using store = createNetworkStore(createMemoryService())
  await store.put('x', SOURCES['small']!, { ifAbsent: true })
  expect((await store.list('')).objects.map(({ key }) => key)).toEqual(['x'])
  expect(await store.list('.regauge/')).toEqual({ objects: [], prefixes: [] })
  await expect(store.delete(['.regauge/conditions'])).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
})
