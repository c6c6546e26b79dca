import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { localArtifactStore } from '../local-store/flavor.ts'
import { gather } from '../util/gather.ts'
import { lookAt } from './look-at.ts'
import { storeProbes } from './store-probes.ts'

const ALL = ['write', 'read', 'range', 'list', 'put if absent', 'race', 'clock', 'delete']

let folder: string
let good: ArtifactStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regauge-probes-'))
  const config = { path: 'store', durable: false }
  good = await localArtifactStore.create({ config, components: {}, projectRoot: folder })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const look = (store: ArtifactStore) =>
  gather(lookAt(storeProbes(store), { signal: new AbortController().signal, timeoutMs: 60_000 }))

/** What is found to be wrong with a store that is different from a good one. */
async function wrongWith(own: Partial<ArtifactStore>): Promise<Record<string, string | undefined>> {
  const findings = await look(delegateStore(good, own))
  return Object.fromEntries(findings.filter(({ ok }) => !ok).map(({ name, code }) => [name, code]))
}

describe('the probes of a store', () => {
  test('find a good one well and leave nothing behind', async () => {
    const findings = await look(good)
    expect(findings.map(({ name, ok }) => [name, ok])).toEqual(ALL.map((name) => [name, true]))
    expect((await good.list('')).objects).toEqual([])
  })

  test('look at nothing more in one that takes no object', async () => {
    const put = () => Promise.reject(new RegaugeError('STORE_DENIED', { message: 'Read only.' }))
    expect(await look(delegateStore(good, { put }))).toEqual([
      { name: 'write', ok: false, code: 'STORE_DENIED', detail: 'Read only.' },
    ])
  })

  test('recognise one that ignores conditions', async () => {
    expect(await wrongWith({ put: (key, source) => good.put(key, source) })).toEqual({
      'put if absent': 'STORE_UNSUITABLE',
      race: 'STORE_UNSUITABLE',
    })
  })

  test('recognise one that looks first and writes then', async () => {
    const put: ArtifactStore['put'] = async (key, source, { ifAbsent } = {}) => {
      if (ifAbsent && (await good.stat(key))) return { written: false }
      return good.put(key, source)
    }
    expect(await wrongWith({ put })).toEqual({ race: 'STORE_UNSUITABLE' })
  })

  test('recognise one that loses, alters, hides, misdates or keeps objects', async () => {
    expect(await wrongWith({ stat: async () => undefined })).toEqual({ write: 'STORE_UNSUITABLE' })
    expect(await wrongWith({ get: (key) => good.get(key) })).toEqual({ range: 'STORE_UNSUITABLE' })
    expect(await wrongWith({ list: (prefix, { limit } = {}) => good.list(prefix, limit ? { limit } : {}) })).toEqual({
      list: 'STORE_UNSUITABLE',
    })
    expect(await wrongWith({ now: async () => new Date(Date.now() + 60_000) })).toEqual({ clock: 'STORE_UNSUITABLE' })
    expect(await wrongWith({ delete: async () => {} })).toEqual({ delete: 'STORE_UNSUITABLE' })
    async function* altered(...call: Parameters<ArtifactStore['get']>) {
      for await (const piece of good.get(...call)) yield piece.map((byte) => byte ^ 1)
    }
    expect(Object.keys(await wrongWith({ get: altered }))).toEqual(['read', 'range', 'put if absent'])
  })

  test('say by how much the clocks differ, which does no harm', async () => {
    const hour = 3_600_000
    const later = (date: Date) => new Date(date.getTime() + hour)
    const ahead = delegateStore(good, {
      now: async () => later(await good.now()),
      async stat(key) {
        const found = await good.stat(key)
        return found && { ...found, modifiedAt: later(found.modifiedAt) }
      },
    })
    expect(await look(ahead)).toContainEqual({
      name: 'clock',
      ok: true,
      detail: expect.stringMatching(/^(1h 00m|60m 00s|59m 5\ds) ahead of this machine/),
    })
  })
})
