import { expect, test } from 'vitest'
import { DEADLINES, START } from '../classify/sight.fixture.ts'
import type { WaitingCause } from '../classify/verdict.ts'
import { isWorthTelling } from './is-worth-telling.ts'

test.each<[cause: WaitingCause, seconds: number, told: boolean]>([
  ['start', 1, false],
  ['start', 5, true],
  ['pod', 1, false],
  ['node', 0, true],
  ['image', 0, true],
  ['quota', 0, true],
])('a wait for "%s" after %i s', (cause, seconds, told) => {
  const waiting = { kind: 'waiting', cause, reason: 'some', since: START, warn: false } as const
  expect(isWorthTelling(waiting, { now: START + seconds * 1000, deadlines: DEADLINES })).toBe(told)
})
