import type { OutcomeRecord } from '@regauge/core/records'
import { describe, expect, test } from 'vitest'
import type { Execution } from './executions.ts'
import { findFaults, type EndedGame } from './invariants.ts'

const note = (what: string, at: number, more: Partial<Execution> = {}): Execution => ({
  what,
  path: 'fit',
  attempt: 1,
  place: 'a',
  driver: '1',
  at,
  ...more,
})

const outcome = (attempt: number, endedAt: number, code?: string): readonly [string, OutcomeRecord] => [
  `fit@${attempt}`,
  {
    schema: 'regauge.outcome/1',
    run: 'run',
    path: 'fit',
    attempt,
    epoch: 1,
    status: code === undefined ? 'succeeded' : 'failed',
    outputs: {},
    ...(code !== undefined && { failure: { class: 'infrastructure', code, message: '' } }),
    endedAt: new Date(endedAt).toISOString(),
    logs: 0,
    metrics: 0,
  },
]

/** One step that has succeeded, of places that claim. */
const CLEAN: EndedGame = {
  shown: { status: 'succeeded', outputs: { total: { value: 1 } } },
  total: 1,
  executions: [note('begin', 1), note('end', 2)],
  outcomes: new Map([outcome(1, 3)]),
  left: [],
  promises: { starts: () => 2, claims: true, unreached: (_, code) => code === 'SILENT' },
}

const second = { attempt: 2, place: 'b' }
/** The first attempt works on after the second one has begun. */
const OVERLAPPING = [note('begin', 1), note('begin', 4, second), note('end', 5), note('end', 6, second)]

describe('what is wrong with a game', () => {
  test('is nothing where each step was done once', () => {
    expect(findFaults(CLEAN)).toEqual([])
  })

  test('is nothing where a place was given up that nobody could reach, and works on', () => {
    const outcomes = new Map([outcome(1, 3, 'SILENT'), outcome(2, 7)])
    expect(findFaults({ ...CLEAN, executions: OVERLAPPING, outcomes })).toEqual([])
  })

  test.each<[string, Partial<EndedGame>]>([
    ['instead of 1', { shown: { status: 'succeeded', outputs: { total: { value: 2 } } } }],
    ['succeeded more than once', { outcomes: new Map([outcome(1, 3), outcome(2, 4)]) }],
    ['has no outcome', { outcomes: new Map() }],
    ['after it had succeeded', { executions: [...CLEAN.executions, note('begin', 4, second)] }],
    [
      'before attempt 1 had ended',
      {
        executions: [note('begin', 1), note('begin', 2, second)],
        outcomes: new Map([outcome(1, 3, 'DELETED'), outcome(2, 4)]),
      },
    ],
    ['was started in a and b', { executions: [note('begin', 1), note('begin', 2, { place: 'b' })] }],
    [
      'was ended by a after b had begun it',
      { executions: OVERLAPPING, outcomes: new Map([outcome(1, 3, 'DELETED'), outcome(2, 7)]) },
    ],
    ['3 starts', { executions: [1, 2, 3].map((at) => note('begin', at)) }],
    ['pod x was left behind', { left: ['pod x'] }],
  ])('is told: "%s"', (words, more) => {
    expect(findFaults({ ...CLEAN, ...more }).join('\n')).toContain(words)
  })
})
