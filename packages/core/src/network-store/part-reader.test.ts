import { describe, expect, test } from 'vitest'
import { serviceError } from '../contracts/service-error.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'
import { createSender } from './create-sender.ts'
import { type FetchPart, partReader } from './part-reader.ts'

const REQUEST = { action: 'read', key: 'k', signal: undefined }
const BYTES = Buffer.from('0123456789')

const send = createSender({
  place: 'bucket "b"',
  objectKey: (key) => key,
  toStoreError(thrown, request) {
    if (isRegaugeError(thrown)) return thrown
    const { status } = thrown as { readonly status: number }
    const code = status === 404 ? 'STORE_OBJECT_NOT_FOUND' : 'STORE_DENIED'
    return serviceError(code, request, { code: 'No', status, message: 'no', hint: '', cause: thrown })
  },
})

function refusing(status: number) {
  return partReader(send, () => Promise.reject(Object.assign(new Error('no'), { status })))
}

describe('a part of an object', () => {
  test('ends where the object ends', async () => {
    const fetchPart: FetchPart = async ({ start, end }) => ({
      bytes: BYTES.subarray(start, end),
      size: 10,
      version: '1',
    })
    const part = await partReader(send, fetchPart)({ start: 4, end: 20 }, REQUEST)
    expect(part).toMatchObject({ bytes: Buffer.from('456789'), size: 10 })
  })

  test('that broke off is asked for again', async () => {
    let asked = 0
    const fetchPart: FetchPart = async ({ start, end }) => {
      asked += 1
      return { bytes: BYTES.subarray(start, asked === 1 ? end - 1 : end), size: 10, version: '1' }
    }
    const part = await partReader(send, fetchPart)({ start: 0, end: 4 }, REQUEST)
    expect([part?.bytes.toString(), asked]).toEqual(['0123', 2])
  })

  test('behind its end is none', async () => {
    expect(await refusing(416)({ start: 10, end: 12 }, REQUEST)).toBeUndefined()
  })

  test.each([412, 404])('of a version that is not there any more (%i) is altered', async (status) => {
    const reading = refusing(status)({ start: 4, end: 8, version: '1' }, REQUEST)
    await expect(reading).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
  })

  test('of what was never there is not found', async () => {
    await expect(refusing(404)({ start: 0, end: 4 }, REQUEST)).rejects.toMatchObject({ code: 'STORE_OBJECT_NOT_FOUND' })
  })
})
