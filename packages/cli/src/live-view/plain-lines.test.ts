import { expect, test } from 'vitest'
import type { StatusRecord } from '@regauge/core/records'
import { changes, newWarnings, plainLine } from './plain-lines.ts'
import { AT, node, statusOf } from './status.fixture.ts'

const lines = (before: StatusRecord | undefined, after: StatusRecord) =>
  changes(before, after).map((each) => plainLine(each))

test('nodes that start and end get a line each, in the order of the graph', () => {
  const before = statusOf({ load: node('running', { from: 5 }), fit: node('waiting'), report: node('waiting') })
  const after = statusOf({
    load: node('succeeded', { from: 5, to: 1 }),
    fit: node('running', { from: 1 }),
    report: node('waiting'),
  })
  expect(lines(undefined, before)).toEqual(['load started'])
  expect(lines(before, after)).toEqual(['load succeeded in 4.0s', 'fit started'])
  expect(lines(after, after)).toEqual([])
})

test('a node that started and ended between two records gets the line of its end', () => {
  expect(lines(undefined, statusOf({ load: node('succeeded', { from: 2, to: 1 }) }))).toEqual([
    'load succeeded in 1.0s',
  ])
})

test('a node that was skipped has no duration', () => {
  expect(lines(undefined, statusOf({ load: node('skipped') }))).toEqual(['load skipped'])
})

test('a map says how many step runs it had and how many failed', () => {
  const map = node('failed', { kind: 'map', total: 100, succeeded: 97, failed: 3, from: 10, to: 0 })
  expect(lines(undefined, statusOf({ sweep: map }))).toEqual(['sweep failed in 10.0s (100 step runs, 3 failed)'])
})

test('a second attempt tells that the first one failed, once, and why', () => {
  const attempt = { path: 'sweep[3].fit', attempt: 2, state: 'running', startedAt: AT } as const
  const after = statusOf({}, { live: [attempt] })
  const [change] = changes(statusOf({}), after)
  expect(plainLine(change!)).toBe('sweep[3].fit attempt 2 follows')
  expect(plainLine(change!, 'no memory')).toBe('sweep[3].fit attempt 1 failed: no memory; attempt 2 follows')
  expect(changes(after, after)).toEqual([])
})

test('what attempts wait for is told once for all items of a map, and again where it is something else', () => {
  const waiting = (item: number, pending: string) =>
    ({ path: `sweep[${item}].fit`, attempt: 1, state: 'pending', pending }) as const
  const first = statusOf({}, { live: [waiting(0, 'no node\nis free'), waiting(1, 'no node\nis free')] })
  expect(lines(undefined, first)).toEqual(['sweep.fit waits: no node is free'])
  expect(lines(first, first)).toEqual([])
  const second = statusOf({}, { live: [waiting(0, 'an image is being pulled'), waiting(1, 'no node\nis free')] })
  expect(lines(first, second)).toEqual(['sweep.fit waits: an image is being pulled'])
})

test('a warning is told when it comes, and again when another one of its kind does', () => {
  const warned = (count: number) => statusOf({}, { warnings: [{ code: 'STEP_LOST', message: 'no\noutcome', count }] })
  expect(newWarnings(undefined, statusOf({}))).toEqual([])
  expect(newWarnings(statusOf({}), warned(1))).toEqual(['warning[STEP_LOST]: no outcome'])
  expect(newWarnings(warned(1), warned(1))).toEqual([])
  expect(newWarnings(warned(1), warned(3))).toEqual(['warning[STEP_LOST]: no outcome'])
})
