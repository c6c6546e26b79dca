import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { ArtifactStore, Source } from '@regauge/core'
import { describe, expect, inject, test } from 'vitest'
import { clientOf, configOf, createBucket, open } from './s3.fixture.ts'

const MEBIBYTE = 1024 * 1024
/** More than two parts, and not a whole number of them. */
const LARGE = 20 * MEBIBYTE + 7

/** Bytes of which each mebibyte begins with its number. */
function pattern(size: number, seed = 0): Buffer {
  const bytes = Buffer.alloc(size, seed)
  for (let at = 0; at + 4 < size; at += MEBIBYTE) bytes.writeUInt32BE(at, at)
  return bytes
}

function source(bytes: Uint8Array): Source {
  return {
    size: bytes.byteLength,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    async *open() {
      for (let at = 0; at < bytes.byteLength; at += 700_000) yield bytes.subarray(at, at + 700_000)
    },
  }
}

async function read(store: ArtifactStore, key: string, range?: { start: number; end: number }): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key, range ? { range } : {})) pieces.push(piece)
  return Buffer.concat(pieces)
}

for (const name of ['s3', 'versitygw'] as const) {
  describe(`a large object in ${name}`, () => {
    test('comes back as it was put, whole and in ranges that cross its parts', async () => {
      const endpoint = inject('services')[name]
      await using store = await open(configOf(endpoint, await createBucket(endpoint)))
      const bytes = pattern(LARGE)
      expect(await store.put('large', source(bytes))).toEqual({ written: true })
      expect(Buffer.compare(await read(store, 'large'), bytes)).toBe(0)
      for (const [start, end] of [
        [8 * MEBIBYTE - 1, 8 * MEBIBYTE + 1],
        [3, LARGE - 3],
        [16 * MEBIBYTE, LARGE + 10],
      ] as const) {
        expect(Buffer.compare(await read(store, 'large', { start, end }), bytes.subarray(start, end))).toBe(0)
      }
    })

    test('is written by exactly one of those who race for its key', async () => {
      const endpoint = inject('services')[name]
      const bucket = await createBucket(endpoint)
      await using store = await open(configOf(endpoint, bucket))
      const racers = [1, 2, 3].map((seed) => pattern(LARGE, seed))
      const results = await Promise.all(racers.map((bytes) => store.put('raced', source(bytes), { ifAbsent: true })))
      expect(results.filter(({ written }) => written)).toHaveLength(1)
      const winner = racers[results.findIndex(({ written }) => written)]!
      expect(Buffer.compare(await read(store, 'raced'), winner)).toBe(0)
      expect(await store.put('raced', source(winner), { ifAbsent: true })).toEqual({ written: false })
      expect(await uploadsIn(endpoint, bucket, 'raced')).toEqual([])
    })

    test('leaves no parts behind when its source fails or its put is aborted', async () => {
      const endpoint = inject('services')[name]
      const bucket = await createBucket(endpoint)
      await using store = await open(configOf(endpoint, bucket))
      const failure = new Error('the source broke off')
      const broken: Source = {
        size: LARGE,
        // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
        async *open() {
          yield pattern(17 * MEBIBYTE)
          throw failure
        },
      }
      await expect(store.put('cut', broken)).rejects.toBe(failure)
      const abort = new AbortController()
      const aborted: Source = {
        size: LARGE,
        // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
        async *open() {
          yield pattern(17 * MEBIBYTE)
          abort.abort(failure)
          yield pattern(LARGE - 17 * MEBIBYTE)
        },
      }
      await expect(store.put('cut', aborted, { signal: abort.signal })).rejects.toBe(failure)
      expect(await store.stat('cut')).toBeUndefined()
      expect(await uploadsIn(endpoint, bucket, 'cut')).toEqual([])
    })

    test('that is replaced while it is being read is not mixed with the new one', async () => {
      const endpoint = inject('services')[name]
      await using store = await open(configOf(endpoint, await createBucket(endpoint)))
      // More parts than are read ahead.
      await store.put('replaced', source(pattern(64 * MEBIBYTE, 1)))
      const reading = async () => {
        for await (const _ of store.get('replaced')) await store.put('replaced', source(pattern(64 * MEBIBYTE, 2)))
      }
      await expect(reading()).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
    })
  })
}

describe('a store in s3', () => {
  test('stays below its prefix', async () => {
    const endpoint = inject('services').s3
    const bucket = await createBucket(endpoint)
    await using outer = await open(configOf(endpoint, bucket))
    await using inner = await open({ ...configOf(endpoint, bucket), prefix: 'team/regauge' })
    await outer.put('team/regauge-2/x', source(Buffer.from('outer')))
    await inner.put('a/b', source(Buffer.from('inner')), { ifAbsent: true })
    expect(await inner.list('')).toMatchObject({ objects: [{ key: 'a/b', size: 5 }], prefixes: [] })
    expect(await inner.list('', { delimiter: '/' })).toMatchObject({ objects: [], prefixes: ['a/'] })
    expect((await read(outer, 'team/regauge/a/b')).toString()).toBe('inner')
    await inner.delete(['a/b', 'team/regauge-2/x'])
    expect((await read(outer, 'team/regauge-2/x')).toString()).toBe('outer')
  })

  test('keeps an object of its own that nobody sees or touches', async () => {
    const endpoint = inject('services').s3
    const bucket = await createBucket(endpoint)
    await using store = await open(configOf(endpoint, bucket))
    await store.put('x', source(Buffer.from('x')), { ifAbsent: true })
    const client = clientOf(endpoint)
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
    client.destroy()
    expect(Contents?.map(({ Key }) => Key)).toEqual(['.regauge/conditions', 'x'])
    for (const limit of [1, 2, 1_000]) expect((await store.list('', { limit })).objects).toHaveLength(1)
    expect(await store.list('.regauge/')).toEqual({ objects: [], prefixes: [] })
    await expect(store.delete(['.regauge/conditions'])).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
  })

  test('says what is wrong with its bucket or credentials, and what to do', async () => {
    const endpoint = inject('services').s3
    const config = configOf(endpoint, await createBucket(endpoint))
    await using absent = await open({ ...config, bucket: 'no-such-bucket' })
    await expect(absent.list('')).rejects.toMatchObject({
      code: 'STORE_BUCKET_NOT_FOUND',
      message: expect.stringContaining('bucket "no-such-bucket"') as unknown,
      details: { serviceCode: 'NoSuchBucket', status: 404 },
    })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'not-the-secret' }
    await using denied = await open({ ...config, credentials })
    for (const call of [
      () => denied.list(''),
      () => denied.stat('x'),
      () => denied.put('x', source(Buffer.from('x'))),
    ]) {
      const failure: unknown = await call().catch((thrown: unknown) => thrown)
      expect(failure).toMatchObject({ code: 'STORE_DENIED', details: { status: 403 } })
      expect(JSON.stringify([String(failure), failure])).not.toContain('not-the-secret')
    }
  })
})

async function uploadsIn(endpoint: string, bucket: string, key: string): Promise<readonly unknown[]> {
  const client = clientOf(endpoint)
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }))
  client.destroy()
  return Uploads
}
