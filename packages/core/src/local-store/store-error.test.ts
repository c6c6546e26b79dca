import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RegaugeError } from '../errors/regauge-error.ts'
import { isAbsence, toStoreError } from './store-error.ts'

const fileError = (code: string) => Object.assign(new Error(`${code}: something, write`), { code, syscall: 'write' })

test.each([
  ['ENOSPC', 'STORE_FULL'],
  ['EDQUOT', 'STORE_FULL'],
  ['EACCES', 'STORE_DENIED'],
  ['EPERM', 'STORE_DENIED'],
  ['EROFS', 'STORE_DENIED'],
  ['EIO', 'STORE_UNREACHABLE'],
  ['EMFILE', 'STORE_UNREACHABLE'],
])('%s becomes %s, with its cause', (code, wanted) => {
  const cause = fileError(code)
  const error = toStoreError(cause, 'a/b', '/store/a/b') as RegaugeError
  expect(error.code).toBe(wanted)
  expect(error.message).toContain('a/b')
  expect(error.message).toContain('/store/a/b')
  expect(error.cause).toBe(cause)
})

test('a path that is too long is a key that cannot be used', () => {
  expect(toStoreError(fileError('ENAMETOOLONG'), 'a/b', '/store/a/b')).toMatchObject({ code: 'STORE_KEY_INVALID' })
})

test('errors that are not of the file system pass as they are', () => {
  const ours = new RegaugeError('STORE_CONTENT_MISMATCH', { message: 'x' })
  for (const thrown of [ours, new Error('of the source'), 'text', new DOMException('aborted', 'AbortError')]) {
    expect(toStoreError(thrown, 'a', '/a')).toBe(thrown)
  }
})

test('a missing file is told from other errors', () => {
  const thrown = (() => {
    try {
      return readFileSync('/no/such/file')
    } catch (error) {
      return error
    }
  })()
  expect(isAbsence(thrown)).toBe(true)
  expect(isAbsence(fileError('EIO'))).toBe(false)
})
