import { describe, expect, test } from 'vitest'
import type { ConditionSpec } from '../../spec/condition.ts'
import type { Json } from '../../util/json.ts'
import { outputOf, plan, reading, readingIfThere, step, when } from './plan.fixture.ts'
import { nodeStatuses, stepCounts } from './queries.ts'
import { inline, rehearse, stored } from './rehearsal.fixture.ts'

const value = (value: Json) => ({ from: 'value', value }) as const
const absent = { from: 'param', name: 'absent' } as const
const yes = { op: 'isSet', source: value(1) } as const
const no = { op: 'isSet', source: absent } as const
const wrong = { op: 'lt', left: value('text'), right: value(1) } as const

/** What becomes of a when with two arms: the arm that ran, or the code of its failure. */
function verdictOn(condition: ConditionSpec): string {
  const run = rehearse(plan([when('w', condition, { then: [step('w.then.yes')], otherwise: [step('w.else.no')] })]))
  return run.end()?.failed[0]?.failure.code ?? run.launches().join()
}

describe('a condition', () => {
  test.each<[ConditionSpec['op'], Json, Json, boolean]>([
    ['eq', 1, 1, true],
    ['eq', 'a', 'b', false],
    ['eq', { a: 1, b: [2] }, { b: [2], a: 1 }, true],
    ['eq', [1, 2], [2, 1], false],
    ['eq', 1, '1', false],
    ['eq', null, 0, false],
    ['ne', 1, 2, true],
    ['ne', [1], [1], false],
    ['lt', 1, 2, true],
    ['lt', 2, 2, false],
    ['lte', 2, 2, true],
    ['gt', 'b', 'a', true],
    ['gt', 2, 2, false],
    ['gte', 2, 2, true],
    ['gte', 'a', 'b', false],
  ])('%s of %j and %j is %s', (op, left, right, holds) => {
    // The table holds comparisons only.
    const condition = { op, left: value(left), right: value(right) } as ConditionSpec
    expect(verdictOn(condition)).toBe(holds ? 'w.then.yes@1' : 'w.else.no@1')
  })

  test.each<[string, ConditionSpec, boolean]>([
    ['isSet of a value', yes, true],
    ['isSet of an absent one', no, false],
    ['an absent value equals null', { op: 'eq', left: absent, right: value(null) }, true],
    ['an absent value differs from all others', { op: 'ne', left: absent, right: value(0) }, true],
    ['not', { op: 'not', of: no }, true],
    ['and of true and false', { op: 'and', of: [yes, no] }, false],
    ['and of nothing', { op: 'and', of: [] }, true],
    ['or of false and true', { op: 'or', of: [no, yes] }, true],
    ['or of nothing', { op: 'or', of: [] }, false],
    ['or that is settled before what has no answer', { op: 'or', of: [yes, wrong] }, true],
    ['and that is settled before what has no answer', { op: 'and', of: [no, wrong] }, false],
  ])('%s', (_, condition, holds) => {
    expect(verdictOn(condition)).toBe(holds ? 'w.then.yes@1' : 'w.else.no@1')
  })

  test.each<[string, ConditionSpec]>([
    ['an order of a text and a number', wrong],
    ['an order of an absent value', { op: 'gt', left: absent, right: value(1) }],
    ['an order of lists', { op: 'gt', left: value([1]), right: value([0]) }],
    ['its opposite', { op: 'not', of: wrong }],
    ['an and that depends on it', { op: 'and', of: [yes, wrong] }],
  ])('%s has no answer, so that the when fails', (_, condition) => {
    expect(verdictOn(condition)).toBe('CONDITION_INCOMPARABLE')
  })
})

describe('the values of a condition', () => {
  const over = (condition: ConditionSpec) =>
    plan([step('a'), step('b'), when('w', condition, { then: [step('w.then.yes')], needs: ['a', 'b'] })])

  test('are read where they are not at hand, each once', () => {
    const run = rehearse(over({ op: 'lt', left: outputOf('a'), right: outputOf('b') }))
    run.put('a@1', stored(1))
    run.put('b@1', stored(2))
    expect(run.commands('resolve').map(({ id }) => id)).toEqual(['w#0', 'w#1'])
    expect(run.commands('launch').at(-1)?.bundle).toBe('w.then.yes@1')
  })

  test('are not read where it only matters whether they are there', () => {
    const run = rehearse(over({ op: 'isSet', source: outputOf('a') }))
    run.put('a@1', stored(1))
    run.succeed('b@1')
    expect(run.commands('resolve')).toEqual([])
    expect(run.commands('launch').at(-1)?.bundle).toBe('w.then.yes@1')
  })

  test('are waited for until the last one is there', () => {
    const run = rehearse(over({ op: 'eq', left: outputOf('a'), right: outputOf('b') }), { silentStore: true })
    run.put('a@1', stored(1))
    run.put('b@1', stored(1))
    run.feed({ kind: 'resolved', id: 'w#1', value: 1 })
    run.feed({ kind: 'resolved', id: 'w#1', value: 1 })
    expect(run.commands('launch')).toHaveLength(2)
    run.feed({ kind: 'resolved', id: 'w#0', value: 1 })
    expect(run.commands('launch')).toHaveLength(3)
  })

  test('fail the when where one cannot be read, once', () => {
    const { nodes } = over({ op: 'eq', left: outputOf('a'), right: outputOf('b') })
    const run = rehearse(plan([...nodes, step('other')]), { silentStore: true })
    run.put('a@1', stored(1))
    run.put('b@1', stored(1))
    const failure = { class: 'infrastructure', code: 'ARTIFACT_NOT_FOUND', message: 'Gone.' } as const
    run.feed({ kind: 'resolve-failed', id: 'w#0', failure })
    run.feed({ kind: 'resolve-failed', id: 'w#1', failure })
    run.succeed('other@1')
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'w', failure }] })
    expect(run.end()?.failed).toHaveLength(1)
  })
})

describe('an arm', () => {
  test('gives the when its outputs', () => {
    const run = rehearse(plan([when('w', yes, { then: [step('w.then.yes')] }), step('next', reading('w'))]))
    run.put('w.then.yes@1', inline(7))
    expect(run.commands('launch').at(-1)?.attempts[0]?.inputs).toEqual({ in0: { artifact: inline(7) } })
  })

  test('that is not chosen counts its steps as skipped', () => {
    const then = [step('w.then.a'), step('w.then.b')]
    const run = rehearse(plan([when('w', no, { then, otherwise: [step('w.else.c')] })]))
    run.succeed('w.else.c@1')
    expect(stepCounts(run.state)).toMatchObject({ total: 3, succeeded: 1, skipped: 2 })
    expect(nodeStatuses(run.state)).toMatchObject({
      w: { status: 'succeeded' },
      'w.then.a': { status: 'skipped' },
      'w.else.c': { status: 'succeeded' },
    })
  })

  test('counts its steps as skipped where the when does not run at all', () => {
    const nodes = [step('a'), when('w', yes, { then: [step('w.then.b'), step('w.then.c')], needs: ['a'] })]
    const run = rehearse(plan(nodes))
    run.fail('a@1')
    expect(stepCounts(run.state)).toMatchObject({ failed: 1, skipped: 2, total: 3 })
  })

  test('that is not there leaves the outputs absent', () => {
    const nodes = [
      when('w', no, { then: [step('w.then.a')] }),
      step('needsIt', reading('w')),
      step('canDoWithout', readingIfThere('w')),
    ]
    const run = rehearse(plan(nodes))
    expect(run.launches()).toEqual(['canDoWithout@1'])
  })
})
