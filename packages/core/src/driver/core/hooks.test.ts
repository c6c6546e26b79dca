import { describe, expect, test } from 'vitest'
import { hook, map, plan, step } from './plan.fixture.ts'
import { stepCounts } from './queries.ts'
import { failureOf, rehearse } from './rehearsal.fixture.ts'

const ALL = ['onSuccess', 'onFailure', 'onEnd'] as const
const hooksOf = (path: string) => ALL.map((role) => hook(`${path}.${role}`, role))
const failure = failureOf('user', { code: 'BAD_DATA' })

describe('the hooks of a step', () => {
  test.each([
    ['succeeded', ['a.onSuccess@1', 'a.onEnd@1']],
    ['failed', ['a.onFailure@1', 'a.onEnd@1']],
  ] as const)('hear that it has %s', (status, heard) => {
    const run = rehearse(plan([step('a', { hooks: hooksOf('a') })]))
    if (status === 'succeeded') run.succeed('a@1')
    else run.fail('a@1', failure)
    expect(run.launches()).toEqual(['a@1', ...heard])
    for (const { attempts } of run.commands('launch').slice(1)) {
      expect(attempts[0]).toMatchObject({
        role: run.state.graph.steps.get(attempts[0]!.path)!.plan.role,
        inputs: { run: { value: 'r' }, path: { value: 'a' }, status: { value: status } },
      })
    }
  })

  test('are told of the failure', () => {
    const run = rehearse(plan([step('a', { hooks: [hook('a.onFailure', 'onFailure')] })]))
    run.fail('a@1', failure)
    expect(run.commands('launch')[1]?.attempts[0]?.inputs['failure']).toEqual({ value: failure })
  })

  test('run after the last attempt, not after each', () => {
    const run = rehearse(plan([step('a', { retry: { attempts: 2, delayMs: 0 }, hooks: hooksOf('a') })]))
    run.fail('a@1')
    expect(run.launches()).toEqual(['a@1', 'a@2'])
    run.succeed('a@2')
    expect(run.launches()).toEqual(['a.onSuccess@1', 'a.onEnd@1'])
  })

  test('run for each item, under its path', () => {
    const fit = step('sweep.fit', { hooks: [hook('sweep.fit.onEnd', 'onEnd')] })
    const run = rehearse(plan([map('sweep', [fit])]))
    run.succeed('sweep[1].fit@1')
    expect(run.commands('launch').at(-1)?.attempts).toMatchObject([
      { path: 'sweep[1].fit.onEnd', items: [1], inputs: { path: { value: 'sweep[1].fit' } } },
    ])
  })

  test('do not run where it was skipped', () => {
    const run = rehearse(plan([step('a'), step('b', { needs: ['a'], hooks: hooksOf('b') })]))
    run.fail('a@1')
    expect(run.launches()).toEqual(['a@1'])
  })

  test('hear of a cancel as of a failure', () => {
    const run = rehearse(plan([step('a', { hooks: hooksOf('a') })]))
    run.cancel()
    run.fail('a@1', failureOf('cancelled'))
    expect(run.launches()).toEqual(['a@1', 'a.onFailure@1', 'a.onEnd@1'])
    run.succeed('a.onFailure@1', 'a.onEnd@1')
    expect(run.end()?.status).toBe('cancelled')
  })

  test('hold up nothing but the end of the run', () => {
    const run = rehearse(plan([step('a', { hooks: [hook('a.onEnd', 'onEnd')] }), step('b', { needs: ['a'] })]))
    run.succeed('a@1')
    expect(run.launches()).toEqual(['a@1', 'a.onEnd@1', 'b@1'])
    run.succeed('b@1')
    expect(run.end()).toBeUndefined()
    run.succeed('a.onEnd@1')
    expect(run.end()?.status).toBe('succeeded')
  })

  test('are tried again by their own policy, even while the run stops', () => {
    const retry = { attempts: 2, delayMs: 1000 }
    const nodes = [step('a', { hooks: [hook('a.onFailure', 'onFailure', { retry })] }), step('b')]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }))
    run.fail('a@1')
    expect(run.stops()).toEqual(['b@1'])
    run.fail('a.onFailure@1')
    run.wait(1000)
    expect(run.launches()).toEqual(['a@1', 'b@1', 'a.onFailure@1', 'a.onFailure@2'])
  })

  test('that fail are named, and change nothing else', () => {
    const nodes = [step('a', { hooks: [hook('a.onEnd', 'onEnd')] }), step('b')]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }))
    run.succeed('a@1')
    run.fail('a.onEnd@1')
    run.succeed('b@1')
    expect(run.end()).toMatchObject({ status: 'succeeded', failed: [{ path: 'a.onEnd' }] })
    expect(stepCounts(run.state)).toMatchObject({ total: 2, succeeded: 2, failed: 0 })
  })
})

describe('the hooks of the pipeline', () => {
  test.each([
    ['succeeded', ['onSuccess@1', 'onEnd@1']],
    ['failed', ['onFailure@1', 'onEnd@1']],
    ['cancelled', ['onFailure@1', 'onEnd@1']],
  ] as const)('run once everything else has %s', (status, heard) => {
    const run = rehearse(plan([step('a')], { hooks: ALL.map((role) => hook(role, role)) }))
    if (status === 'succeeded') run.succeed('a@1')
    if (status === 'failed') run.fail('a@1', failure)
    if (status === 'cancelled') {
      run.cancel()
      run.fail('a@1', failureOf('cancelled'))
    }
    expect(run.launches()).toEqual(['a@1', ...heard])
    const told = run.commands('launch')[1]!.attempts[0]!.inputs
    expect(told).toMatchObject({ run: { value: 'r' }, path: { value: '' }, status: { value: status } })
    if (status === 'succeeded') expect(told).not.toHaveProperty('failure')
    else
      expect(told).toMatchObject({ failure: { value: { code: status === 'failed' ? 'BAD_DATA' : 'RUN_CANCELLED' } } })
    expect(run.end()).toBeUndefined()
    run.succeed(...heard)
    expect(run.end()?.status).toBe(status)
  })
})
