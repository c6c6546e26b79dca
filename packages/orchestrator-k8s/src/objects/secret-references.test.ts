import { describe, expect, test } from 'vitest'
import { runSecretReferences, secretReferences } from './secret-references.ts'

test('a secret is a key of a Secret, in the variable that steps everywhere find it in', () => {
  expect(secretReferences(['hf.token', 'my-db.read.password'])).toEqual({
    REGAUGE_SECRET_HF_TOKEN: { secret: 'hf', key: 'token' },
    REGAUGE_SECRET_MY_DB_READ_PASSWORD: { secret: 'my-db', key: 'read.password' },
  })
})

describe('a name that no Secret can have is refused', () => {
  test.each(['HF.token', 'my_db.password', 'db-.password', 'token'])('%s', (name) => {
    expect(() => secretReferences([name])).toThrow(
      expect.objectContaining({
        code: 'KUBERNETES_SECRET_NAME_INVALID',
        message: expect.stringContaining(`"${name}"`),
      }),
    )
  })
})

test('two secrets that would share a variable are refused, and one that is named twice is not', () => {
  expect(() => secretReferences(['a-b.c', 'a.b-c'])).toThrow(
    expect.objectContaining({ code: 'KUBERNETES_SECRET_NAME_INVALID' }),
  )
  expect(Object.keys(secretReferences(['hf.token', 'hf.token']))).toEqual(['REGAUGE_SECRET_HF_TOKEN'])
})

test('what the submitting machine has resolved lies in the Secret of the epoch', () => {
  const [reference] = Object.values(runSecretReferences({ run: 'r', epoch: 2 }, ['AWS_SECRET_ACCESS_KEY']))
  expect(reference).toEqual({ secret: expect.stringMatching(/^rg-.*-e2$/), key: 'AWS_SECRET_ACCESS_KEY' })
})
