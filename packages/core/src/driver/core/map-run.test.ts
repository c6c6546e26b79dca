import { describe, expect, test } from 'vitest'
import type { SourceSpec } from '../../spec/source.ts'
import { items, map, outputOf, plan, reading, step, when } from './plan.fixture.ts'
import { nodeStatuses, stepCounts } from './queries.ts'
import { inline, rehearse, stored } from './rehearsal.fixture.ts'

const ofItem = { type: { materializer: 'json' }, source: { from: 'item', map: 'sweep' } } as const
const ofIndex = { type: { materializer: 'json' }, source: { from: 'index', map: 'sweep' } } as const
const fit = () => step('sweep.fit', { inputs: { item: ofItem, index: ofIndex } })

describe('what a map is over', () => {
  test('may be a value: each item is given its own', () => {
    const over: SourceSpec = { from: 'param', name: 'rates' }
    const run = rehearse(plan([map('sweep', [fit()], { over })], { params: { rates: ['a', 'b'] } }))
    expect(run.commands('launch').map(({ attempts }) => attempts[0])).toMatchObject([
      { path: 'sweep[0].fit', items: [0], inputs: { item: { value: 'a' }, index: { value: 0 } } },
      { path: 'sweep[1].fit', items: [1], inputs: { item: { value: 'b' }, index: { value: 1 } } },
    ])
  })

  test.each([
    ['a small list that stands in its reference', inline([7, 8]), 0, { value: 7 }],
    ['a stored list of known length, which is not read', stored([7, 8], 2), 0, { item: 0 }],
    ['a stored list of unknown length, which is read', stored([7, 8]), 1, { value: 7 }],
    ['a list of artifacts, whose entries are no values', { ...inline([7, 8]), format: 'list' }, 1, { value: 7 }],
  ])('may be %s', (_, list, reads, first) => {
    const run = rehearse(plan([step('load'), map('sweep', [fit()], { over: outputOf('load'), needs: ['load'] })]))
    run.put('load@1', list)
    expect(run.commands('resolve')).toHaveLength(reads)
    expect(run.commands('launch').slice(1)).toMatchObject([
      { attempts: [{ inputs: { item: first } }] },
      { attempts: [{ path: 'sweep[1].fit' }] },
    ])
  })

  test('may be empty: the lists of its outputs are too', () => {
    const run = rehearse(plan([map('sweep', [fit()], { over: items(0) }), step('join', reading('sweep'))]))
    expect(run.commands('collect')).toMatchObject([{ path: 'sweep', items: { out: [] } }])
    expect(run.launches()).toEqual(['join@1'])
  })

  test('may be absent: the map is skipped, and what reads it too', () => {
    const over: SourceSpec = { from: 'param', name: 'none' }
    const run = rehearse(plan([map('sweep', [fit()], { over }), step('join', reading('sweep'))]))
    expect(run.end()?.status).toBe('succeeded')
    expect(nodeStatuses(run.state)).toMatchObject({ sweep: { status: 'skipped' }, join: { status: 'skipped' } })
  })

  test.each([
    ['at hand', inline('text'), 'MAP_NOT_A_LIST'],
    ['stored', stored('text'), 'MAP_NOT_A_LIST'],
  ])('makes it fail where it is no list but a value that is %s', (_, value, code) => {
    const run = rehearse(plan([step('load'), map('sweep', [fit()], { over: outputOf('load'), needs: ['load'] })]))
    run.put('load@1', value)
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'sweep', attempt: 0, failure: { code } }] })
  })

  test('makes it fail where it cannot be read', () => {
    const nodes = [step('load'), map('sweep', [fit()], { over: outputOf('load'), needs: ['load'] })]
    const run = rehearse(plan(nodes), { silentStore: true })
    run.put('load@1', stored([1]))
    const failure = { class: 'infrastructure', code: 'ARTIFACT_NOT_FOUND', message: 'Gone.' } as const
    run.feed({ kind: 'resolve-failed', id: run.commands('resolve')[0]!.id, failure })
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'sweep', failure }] })
  })
})

describe('the items of a map', () => {
  test('are opened no more at once than its concurrency allows', () => {
    const body = [step('sweep.a'), step('sweep.b', { needs: ['sweep.a'] })]
    const run = rehearse(plan([map('sweep', body, { over: items(4), concurrency: 2 })]))
    expect(run.launches()).toEqual(['sweep[0].a@1', 'sweep[1].a@1'])
    run.succeed('sweep[1].a@1')
    expect(run.launches()).toEqual(['sweep[1].b@1'])
    run.succeed('sweep[1].b@1')
    expect(run.launches()).toEqual(['sweep[2].a@1'])
  })

  test('share the concurrency of each run of an inner map, not of all its runs', () => {
    const inner = map('outer.inner', [step('outer.inner.fit')], { over: items(2), concurrency: 1 })
    const run = rehearse(plan([map('outer', [inner], { over: items(2) })]))
    expect(run.launches()).toEqual(['outer[0].inner[0].fit@1', 'outer[1].inner[0].fit@1'])
    expect(run.commands('launch')[1]!.attempts[0]!.items).toEqual([1, 0])
  })

  test('are finished before further ones are opened', () => {
    const body = [step('sweep.a'), step('sweep.b', { needs: ['sweep.a'] })]
    const run = rehearse(plan([map('sweep', body)]), { capacity: { orchestrator: { cpu: 1 } } })
    run.succeed('sweep[0].a@1')
    run.succeed('sweep[0].b@1')
    expect(run.launches()).toEqual(['sweep[0].a@1', 'sweep[0].b@1', 'sweep[1].a@1'])
  })

  test('of an inner map come before those of the map around it, for the same reason', () => {
    const inner = map('outer.inner', [step('outer.inner.fit')], { over: items(2) })
    const run = rehearse(plan([map('outer', [inner], { over: items(2) })]), { capacity: { orchestrator: { cpu: 1 } } })
    for (const path of ['outer[0].inner[0].fit', 'outer[0].inner[1].fit', 'outer[1].inner[0].fit']) {
      expect(run.launches()).toEqual([`${path}@1`])
      run.succeed(`${path}@1`)
    }
  })

  test('of two maps take turns', () => {
    const run = rehearse(plan([map('a', [step('a.fit')]), map('b', [step('b.fit')])]), {
      capacity: { orchestrator: { cpu: 1 } },
    })
    const order: string[] = []
    for (let [next] = run.launches(); next !== undefined; [next] = run.launches()) {
      order.push(next)
      run.succeed(next)
    }
    expect(order.map((id) => id[0]).join('')).toMatch(/^(ab){3}$|^(ba){3}$/)
  })

  test('whose launcher is full do not hold up those of another map', () => {
    const nodes = [map('a', [step('a.fit')]), map('b', [step('b.fit', { launcher: 'gpu' })])]
    const run = rehearse(plan(nodes), { capacity: { orchestrator: { cpu: 1 }, gpu: { cpu: 1 } } })
    expect(run.launches()).toEqual(['a[0].fit@1', 'b[0].fit@1'])
    run.succeed('b[0].fit@1')
    expect(run.launches()).toEqual(['b[1].fit@1'])
    run.succeed('b[1].fit@1')
    expect(run.launches()).toEqual(['b[2].fit@1'])
  })

  test('are not all opened at once where they wait for values or for a place', () => {
    const held = { op: 'eq', left: { from: 'item', map: 'sweep' }, right: { from: 'value', value: 1 } } as const
    const body = [when('sweep.live', held, { then: [step('sweep.live.then.fit')] })]
    const nodes = [step('load'), map('sweep', body, { over: outputOf('load'), needs: ['load'] })]
    const run = rehearse(plan(nodes), { silentStore: true })
    run.put('load@1', stored([], 10_000))
    expect(run.commands('resolve')).toHaveLength(64)
    run.feed({ kind: 'resolved', id: 'sweep[0].live#0', value: 0 })
    expect(run.commands('resolve')).toHaveLength(65)
  })

  test('that have a step which cannot be placed do not fill its queue without end', () => {
    const body = [step('sweep.small', { resources: { cpu: 0 } }), step('sweep.large', { resources: { cpu: 8 } })]
    const run = rehearse(plan([map('sweep', body, { over: items(10_000) })]), {
      capacity: { orchestrator: { cpu: 8 } },
    })
    expect(run.commands('launch').length).toBeLessThan(300)
  })
})

describe('the lists that a map collects', () => {
  test('have the order of the items, however they end, and null where an item left the output out', () => {
    const run = rehearse(plan([map('sweep', [fit()])], { outputs: { all: outputOf('sweep') } }))
    run.put('sweep[2].fit@1', inline('c'))
    run.put('sweep[0].fit@1', inline('a'))
    run.put('sweep[1].fit@1', undefined)
    expect(run.commands('collect')).toMatchObject([
      { path: 'sweep', node: 'sweep', items: { out: [{ artifact: inline('a') }, null, { artifact: inline('c') }] } },
    ])
    expect(run.end()).toMatchObject({ status: 'succeeded', outputs: { all: { artifact: { count: 3 } } } })
  })

  test('are waited for, and fail the map where they cannot be made', () => {
    const run = rehearse(plan([map('sweep', [fit()], { over: items(1) })]), { silentStore: true })
    run.succeed('sweep[0].fit@1')
    expect(run.end()).toBeUndefined()
    const failure = { class: 'infrastructure', code: 'STORE_UNREACHABLE', message: 'Away.' } as const
    run.feed({ kind: 'collect-failed', path: 'sweep', failure })
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'sweep', failure }] })
  })

  test('are not made where an item has failed, but the other items go on', () => {
    const run = rehearse(plan([map('sweep', [fit()], { concurrency: 1 })]))
    run.fail('sweep[0].fit@1')
    run.succeed('sweep[1].fit@1', 'sweep[2].fit@1')
    expect(run.commands('collect')).toEqual([])
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'sweep[0].fit' }] })
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 2, failed: 1 })
  })

  test('are not made where the body puts out nothing', () => {
    const body = { nodes: [fit()], outputs: {} }
    const run = rehearse(plan([map('sweep', [fit()], { body, over: items(1) })]))
    run.succeed('sweep[0].fit@1')
    expect(run.commands('collect')).toEqual([])
    expect(run.end()?.status).toBe('succeeded')
  })
})
