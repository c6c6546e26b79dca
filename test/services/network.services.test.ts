import { patientStore } from '@regauge/core/artifacts'
import { describe, expect, inject, test } from 'vitest'
import { pattern, read, sourceOf } from './content.fixture.ts'
import { openRoute } from './route.fixture.ts'
import { STORES, type TestedStore } from './stores.fixture.ts'
import { openProxy, type Toxic } from './toxiproxy.fixture.ts'

const MEBIBYTE = 1024 * 1024

// The server of gcs tells its own address for uploads of several parts, past any proxy.
const SIZES: Readonly<Partial<Record<keyof typeof STORES, number>>> = {
  's3 on MinIO': 20 * MEBIBYTE,
  gcs: 6 * MEBIBYTE,
  azure: 20 * MEBIBYTE,
}

const BREAKS: Readonly<Record<string, Toxic>> = {
  'is reset in mid-body': { type: 'reset_peer', attributes: { timeout: 30 } },
  'ends in mid-body': { type: 'limit_data', attributes: { bytes: 3_000_000 } },
  'falls silent': { type: 'timeout', attributes: { timeout: 0 } },
}

/** Slow enough for every break to come in the middle. */
const SLOW: Toxic = { type: 'slicer', attributes: { average_size: 64_000, size_variation: 0, delay: 500 } }

/** A way through toxiproxy, by which a request may stand still for a moment only. */
const openWay = (tested: TestedStore, timeout = '3s') =>
  openRoute(tested, (server) => openProxy(inject('services').toxiproxy, server), timeout)

for (const [name, size] of Object.entries(SIZES)) {
  // The names are those of stores.
  const tested: TestedStore = STORES[name as keyof typeof STORES]
  const bytes = pattern(size)
  const source = sourceOf(bytes)

  // Most of the time is spent in waiting.
  describe.concurrent(`${name}, over a network`, () => {
    test('latency and small pieces change nothing', async () => {
      await using route = await openWay(tested, '10s')
      await route.proxy.add({ type: 'latency', attributes: { latency: 40, jitter: 20 } })
      await route.proxy.add({ type: 'slicer', attributes: { average_size: 20_000, size_variation: 5_000, delay: 10 } })
      expect(await route.store.put('x', source, { ifAbsent: true })).toEqual({ written: true })
      expect(Buffer.compare(await read(route.store, 'x'), bytes)).toBe(0)
    })

    for (const [what, toxic] of Object.entries(BREAKS)) {
      test(`a download whose connection ${what} fails, and is whole once the way is clear`, async () => {
        await using route = await openWay(tested)
        await route.direct.put('x', source)
        await route.proxy.add(SLOW)
        await route.proxy.add(toxic)
        await expect(read(route.store, 'x')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
        await route.proxy.clear()
        expect(Buffer.compare(await read(route.store, 'x'), bytes)).toBe(0)
      })

      test(`an upload whose connection ${what} fails and leaves nothing, and is whole once the way is clear`, async () => {
        await using route = await openWay(tested)
        await route.proxy.add({ ...toxic, stream: 'upstream' })
        await expect(route.store.put('x', source)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
        expect(await route.direct.stat('x')).toBeUndefined()
        await route.proxy.clear()
        expect(await route.store.put('x', source)).toEqual({ written: true })
        expect(Buffer.compare(await read(route.direct, 'x'), bytes)).toBe(0)
      })
    }

    test('a patient reader goes on when the way is clear again', async () => {
      await using route = await openWay(tested)
      await route.direct.put('x', source)
      await route.proxy.add({ type: 'reset_peer', attributes: { timeout: 0 } })
      const reading = read(patientStore(route.store), 'x')
      await expect(route.store.stat('x')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
      await route.proxy.clear()
      expect(Buffer.compare(await reading, bytes)).toBe(0)
    })
  })
}
