import { describe, expect, test } from 'vitest'
import { createRedaction } from './redact.ts'

describe('redaction', () => {
  const redacted = (value: unknown, ...secrets: readonly string[]) => {
    const redaction = createRedaction()
    redaction.add(secrets)
    return redaction.redact(value)
  }

  test('masks every occurrence in texts at any depth, in keys as well', () => {
    expect(redacted({ a: ['key=abc;abc'], abc: { n: 1, t: null } }, 'abc')).toEqual({
      a: ['key=***;***'],
      '***': { n: 1, t: null },
    })
  })

  test('masks a secret that contains another one as a whole', () => {
    expect(redacted('token abcdef, prefix abc', 'abc', 'abcdef')).toBe('token ***, prefix ***')
  })

  test('masks the lines of a secret of several lines, but not those that could be any text', () => {
    const key = '-----BEGIN KEY-----\r\n  MIIEvQIBADANBg\r\n==\r\n-----END KEY-----\r\n'
    expect(redacted('read MIIEvQIBADANBg == done', key)).toBe('read *** == done')
  })

  test('takes no empty text for a secret', () => {
    expect(redacted('as it is', '')).toBe('as it is')
  })

  test('learns secrets as it goes', () => {
    const redaction = createRedaction()
    expect(redaction.redact('one two')).toBe('one two')
    redaction.add(['one'])
    redaction.add(['two'])
    expect(redaction.redact('one two')).toBe('*** ***')
  })
})
