import type * as StepErrors from './step-errors.ts'
import { describe, expect, test } from 'vitest'
import { isRetryableError, isTerminalError, RetryableError, retryAfterMsOf, TerminalError } from './step-errors.ts'

describe('errors that a step throws', () => {
  test('say what they are, also to another copy of core', async () => {
    // A query makes the module load once more.
    const copy = (await import(`${import.meta.resolve('./step-errors.ts')}?copy`)) as typeof StepErrors
    expect(copy.TerminalError).not.toBe(TerminalError)

    expect(isTerminalError(new copy.TerminalError('no'))).toBe(true)
    expect(copy.isRetryableError(new RetryableError('later'))).toBe(true)
    expect(copy.retryAfterMsOf(new RetryableError('later', { after: '30s' }))).toBe(30_000)
  })

  test('are not taken for each other or for anything else', () => {
    for (const other of [new Error('x'), null, 'x', { name: 'TerminalError' }, new RetryableError('x')]) {
      expect(isTerminalError(other)).toBe(false)
    }
    expect(isRetryableError(new TerminalError('x'))).toBe(false)
    expect(retryAfterMsOf(new RetryableError('x'))).toBeUndefined()
    expect(retryAfterMsOf(new Error('x'))).toBeUndefined()
  })

  test('carry a code, a cause and a stack', () => {
    const cause = new Error('404')
    const error = new TerminalError('No dataset', { code: 'DATASET_MISSING', cause })

    expect(error).toMatchObject({ name: 'TerminalError', message: 'No dataset', code: 'DATASET_MISSING', cause })
    expect(error.stack).toContain('step-errors.test.ts')
  })

  test('refuse a pause that is no duration', () => {
    expect(() => new RetryableError('x', { after: 'soon' as '1s' })).toThrow(
      expect.objectContaining({ code: 'AUTHORING_POLICY_INVALID' }),
    )
  })
})
