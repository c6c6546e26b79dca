import { describe, expect, test } from 'vitest'
import { map, outputOf, plan, reading, readingIfThere, step, when } from './plan.fixture.ts'
import { failureOf, inline, outcomeOf, rehearse, stored } from './rehearsal.fixture.ts'
import { stepCounts } from './queries.ts'

describe('a step', () => {
  test('begins when all that it needs has ended well', () => {
    const run = rehearse(plan([step('left'), step('right'), step('join', reading('left', 'right'))]))
    expect(run.launches()).toEqual(['left@1', 'right@1'])
    run.succeed('left@1')
    expect(run.launches()).toEqual([])
    run.succeed('right@1')
    expect(run.launches()).toEqual(['join@1'])
  })

  test('is given the outputs that it reads, and nothing where an optional one is absent', () => {
    const run = rehearse(plan([step('a'), step('b'), step('join', readingIfThere('a', 'b'))]))
    run.put('a@1', stored([1]))
    run.put('b@1', undefined)
    expect(run.commands('launch').at(-1)?.attempts).toMatchObject([{ inputs: { in0: { artifact: stored([1]) } } }])
  })

  test('makes the run succeed with the outputs that the plan names', () => {
    const run = rehearse(plan([step('a')], { outputs: { x: outputOf('a'), y: { from: 'param', name: 'absent' } } }))
    run.put('a@1', inline(7))
    expect(run.end()).toMatchObject({ status: 'succeeded', outputs: { x: { artifact: { value: 7 } } }, failed: [] })
    expect(run.end()!.outputs).not.toHaveProperty('y')
  })

  test('that is all there is to a run may be none at all', () => {
    expect(rehearse(plan([])).end()).toMatchObject({ status: 'succeeded' })
  })

  test('that takes its outcome from a cache is counted as cached', () => {
    const run = rehearse(plan([step('a')]))
    run.feed({
      kind: 'outcome',
      path: 'a',
      attempt: 1,
      outcome: { ...outcomeOf('a@1'), cachedFrom: 'r0' },
    })
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 1, cached: 1 })
  })
})

describe('a step is skipped', () => {
  test('where one that it needs has failed, and so on down the line', () => {
    const run = rehearse(plan([step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] }), step('d')]))
    run.fail('a@1')
    run.succeed('d@1')
    expect(run.commands('launch')).toHaveLength(2)
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'a' }] })
    expect(stepCounts(run.state)).toMatchObject({ failed: 1, skipped: 2, succeeded: 1, total: 4 })
  })

  test('where an input is absent that it cannot do without, but not what only comes after it', () => {
    const run = rehearse(plan([step('a'), step('b', reading('a')), step('c', { needs: ['b'] })]))
    run.put('a@1', undefined)
    expect(run.launches()).toEqual(['a@1', 'c@1'])
    run.succeed('c@1')
    expect(run.end()?.status).toBe('succeeded')
    expect(stepCounts(run.state)).toMatchObject({ skipped: 1, succeeded: 2 })
  })

  test('where it reads a step that was skipped, unless it can do without', () => {
    const nodes = [step('a'), step('b', reading('a')), step('c', reading('b')), step('d', readingIfThere('b'))]
    const run = rehearse(plan(nodes))
    run.put('a@1', undefined)
    expect(run.launches()).toEqual(['a@1', 'd@1'])
  })

  test('where one that it needs has failed, even if it could do without its output', () => {
    const run = rehearse(plan([step('a'), step('b', readingIfThere('a'))]))
    run.fail('a@1')
    expect(run.end()?.status).toBe('failed')
    expect(run.launches()).toEqual(['a@1'])
  })

  test('where a map or when that it needs holds a failed step', () => {
    const yes = { op: 'isSet', source: { from: 'value', value: 1 } } as const
    const nodes = [
      map('sweep', [step('sweep.fit')]),
      when('live', yes, { then: [step('live.then.promote')] }),
      step('afterMap', { needs: ['sweep'] }),
      step('afterWhen', { needs: ['live'] }),
    ]
    const run = rehearse(plan(nodes))
    run.succeed('sweep[0].fit@1', 'sweep[2].fit@1')
    run.fail('sweep[1].fit@1')
    run.fail('live.then.promote@1')
    expect(run.end()).toMatchObject({
      status: 'failed',
      failed: [{ path: 'sweep[1].fit' }, { path: 'live.then.promote' }],
    })
    expect(stepCounts(run.state)).toMatchObject({ failed: 2, skipped: 2, succeeded: 2 })
  })
})

describe('what the run says of failures', () => {
  test('is at most a hundred of them', () => {
    const run = rehearse(plan(Array.from({ length: 120 }, (_, index) => step(`s${index}`))))
    for (let index = 0; index < 120; index += 1) run.fail(`s${index}@1`, failureOf('config'))
    expect(run.end()?.failed).toHaveLength(100)
    expect(stepCounts(run.state).failed).toBe(120)
  })
})
