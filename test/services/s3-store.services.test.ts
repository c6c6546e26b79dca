import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { describe, expect, inject, test } from 'vitest'
import { pattern, read, sourceOf } from './content.fixture.ts'
import { clientOf, configOf, createBucket, open } from './s3.fixture.ts'

describe('a store in s3', () => {
  test('stays below its prefix', async () => {
    const endpoint = inject('services').s3
    const bucket = await createBucket(endpoint)
    await using outer = await open(configOf(endpoint, bucket))
    await using inner = await open({ ...configOf(endpoint, bucket), prefix: 'team/regauge' })
    await outer.put('team/regauge-2/x', sourceOf(Buffer.from('outer')))
    await inner.put('a/b', sourceOf(Buffer.from('inner')), { ifAbsent: true })
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
    await store.put('x', sourceOf(Buffer.from('x')), { ifAbsent: true })
    const client = clientOf(endpoint)
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
    client.destroy()
    expect(Contents?.map(({ Key }) => Key)).toEqual(['.regauge/conditions', 'x'])
    for (const limit of [1, 2, 1_000]) expect((await store.list('', { limit })).objects).toHaveLength(1)
    expect(await store.list('.regauge/')).toEqual({ objects: [], prefixes: [] })
    await expect(store.delete(['.regauge/conditions'])).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
  })

  test('leaves no parts behind of an upload that did not end', async () => {
    const endpoint = inject('services').s3
    const bucket = await createBucket(endpoint)
    await using store = await open(configOf(endpoint, bucket))
    const short = { ...sourceOf(pattern(20_000_000)), size: 20_000_001 }
    await expect(store.put('cut', short)).rejects.toMatchObject({ code: 'STORE_CONTENT_MISMATCH' })
    const racers = [1, 2].map((seed) => store.put('raced', sourceOf(pattern(20_000_000, seed)), { ifAbsent: true }))
    expect(await Promise.all(racers)).toContainEqual({ written: false })
    for (const key of ['cut', 'raced']) expect(await uploadsIn(endpoint, bucket, key)).toEqual([])
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
      () => denied.put('x', sourceOf(Buffer.from('x'))),
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
