import { describe, expect, test } from 'vitest'
import type { ArtifactStore, GetOptions } from '../contracts/artifact-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { collectBytes } from '../util/bytes.ts'
import { patientStore } from './patient-store.ts'

const unreachable = () => new RegaugeError('STORE_UNREACHABLE', { message: 'The store does not answer.' })
const BYTES = Buffer.from('a text that comes in pieces')

/** A store that fails so many calls, and breaks off downloads after so many pieces. */
function failing(failures: number, { piecesAtOnce = Infinity, code = 'STORE_UNREACHABLE', ms = 60_000 } = {}) {
  const calls: unknown[] = []
  const call = (what: unknown) => {
    calls.push(what)
    if (calls.length <= failures) {
      throw code === 'STORE_UNREACHABLE' ? unreachable() : new RegaugeError('STORE_DENIED', { message: 'No.' })
    }
  }
  const store: ArtifactStore = {
    reach: 'network',
    async put() {
      call('put')
      return { written: true }
    },
    async *get(_: string, { range }: GetOptions = {}) {
      call(range?.start ?? 0)
      let pieces = 0
      for (let at = range?.start ?? 0; at < Math.min(BYTES.length, range?.end ?? Infinity); at += 4) {
        if (pieces === piecesAtOnce) throw unreachable()
        pieces += 1
        yield BYTES.subarray(at, Math.min(at + 4, range?.end ?? Infinity))
      }
    },
    async stat() {
      call('stat')
      return undefined
    },
    async list() {
      call('list')
      return { objects: [], prefixes: [] }
    },
    async now() {
      call('now')
      return new Date(0)
    },
    async delete() {
      call('delete')
    },
    async [Symbol.asyncDispose]() {},
  }
  return { calls, store: patientStore(store, { ms, initialDelay: 1 }) }
}

const source = { size: 0, async *open() {} }

describe('a store that does not answer', () => {
  test.each<[string, (store: ArtifactStore) => Promise<unknown>]>([
    ['put', (store) => store.put('a', source)],
    ['stat', (store) => store.stat('a')],
    ['list', (store) => store.list('a')],
    ['now', (store) => store.now()],
    ['delete', (store) => store.delete(['a'])],
    ['get', (store) => collectBytes(store.get('a'))],
  ])('is asked again by %s, until the patience is at its end', async (_, ask) => {
    const short = failing(3)
    await ask(short.store)
    expect(short.calls).toHaveLength(4)
    const long = failing(Infinity, { ms: 50 })
    await expect(ask(long.store)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(long.calls.length).toBeGreaterThan(2)
  })

  test('goes on with a download where it broke off', async () => {
    const { store, calls } = failing(1, { piecesAtOnce: 2 })
    expect(Buffer.from(await collectBytes(store.get('a')))).toEqual(BYTES)
    expect(calls).toEqual([0, 0, 8, 16, 24])
    const ranged = failing(0, { piecesAtOnce: 1 })
    const bytes = await collectBytes(ranged.store.get('a', { range: { start: 2, end: 12 } }))
    expect(Buffer.from(bytes)).toEqual(BYTES.subarray(2, 12))
  })

  test('is not asked again after another error', async () => {
    const { store, calls } = failing(1, { code: 'STORE_DENIED' })
    await expect(store.stat('a')).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect(calls).toHaveLength(1)
  })

  test('is left alone by a caller who gives up', async () => {
    const { store } = failing(10)
    const stop = new AbortController()
    const asked = store.stat('a', { signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.toThrow('does not answer')
  })
})
