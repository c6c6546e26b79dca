import { expect, test } from 'vitest'
import { failureClassOf } from './failure-class-of.ts'

test.each([
  ['STORE_UNREACHABLE', 'infrastructure'],
  ['STORE_FULL', 'infrastructure'],
  ['STORE_DENIED', 'config'],
  ['SECRET_NOT_FOUND', 'config'],
  ['ARTIFACT_CORRUPT', 'config'],
  ['STEP_WORKER_FAILED', 'infrastructure'],
] as const)('an attempt that %s prevents has failed with class %s', (code, wanted) => {
  expect(failureClassOf({ code })).toBe(wanted)
})

test('a code of another copy of this package is judged by its area', () => {
  // No code of this copy.
  expect(failureClassOf({ code: 'STORE_ON_FIRE' as 'STORE_FULL' })).toBe('config')
  expect(failureClassOf({ code: 'MOON_UNREACHABLE' as 'STORE_FULL' })).toBe('infrastructure')
})
