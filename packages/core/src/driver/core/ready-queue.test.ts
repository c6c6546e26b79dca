import { describe, expect, test } from 'vitest'
import { items, map, plan, step } from './plan.fixture.ts'
import type { StepChanges } from './plan.fixture.ts'
import { stepCounts } from './queries.ts'
import { rehearse } from './rehearsal.fixture.ts'
import type { DriverOptions } from './types.ts'

/** Steps without needs of each other, by name. */
function ready(steps: { readonly [name: string]: StepChanges }, capacity: DriverOptions['capacity']) {
  return rehearse(plan(Object.entries(steps).map(([name, changes]) => step(name, changes))), { capacity })
}

const cpu = (cpu: number): StepChanges => ({ resources: { cpu } })

describe('the slots of a launcher', () => {
  test.each<[string, StepChanges, DriverOptions['capacity'], number]>([
    ['cores', cpu(1), { orchestrator: { cpu: 3 } }, 3],
    ['fractions of cores', cpu(0.1), { orchestrator: { cpu: 0.3 } }, 3],
    ['memory', { resources: { memory: 100 } }, { orchestrator: { memory: 250 } }, 2],
    ['devices', { resources: { gpu: 1 } }, { orchestrator: { gpu: 1 } }, 1],
    ['places', {}, { orchestrator: { bundles: 2 } }, 2],
    ['nothing that it counts', { resources: { memory: 100 } }, { orchestrator: { gpu: 1 } }, 4],
    ['whatever is the scarcest', { resources: { memory: 100 } }, { orchestrator: { cpu: 3, memory: 200 } }, 2],
    ['those of its own only', { launcher: 'gpu' }, { orchestrator: { cpu: 1 }, gpu: { cpu: 2 } }, 2],
  ])('are bounded by %s', (_, changes, capacity, atOnce) => {
    const run = ready({ a: changes, b: changes, c: changes, d: changes }, capacity)
    expect(run.launches()).toHaveLength(atOnce)
    run.succeed('a@1')
    expect(run.launches()).toHaveLength(Math.min(1, 4 - atOnce))
  })

  test('let a step that needs more than there is run alone', () => {
    const run = ready({ small: cpu(1), huge: cpu(64), last: cpu(1) }, { orchestrator: { cpu: 2 } })
    expect(run.launches()).toEqual(['small@1'])
    run.succeed('small@1')
    expect(run.launches()).toEqual(['huge@1'])
    run.succeed('huge@1')
    expect(run.launches()).toEqual(['last@1'])
  })
})

describe('a step that waits for its slots', () => {
  test('is not passed by a younger one that takes what it is short of', () => {
    const run = ready({ a: cpu(2), big: cpu(4), b: cpu(1), c: cpu(1) }, { orchestrator: { cpu: 4 } })
    expect(run.launches()).toEqual(['a@1'])
    run.succeed('a@1')
    expect(run.launches()).toEqual(['big@1'])
    run.succeed('big@1')
    expect(run.launches()).toEqual(['b@1', 'c@1'])
  })

  test('is passed by one that takes nothing of that', () => {
    const trainer = { resources: { cpu: 1, gpu: 1 } }
    const run = ready({ a: trainer, b: trainer, c: cpu(1) }, { orchestrator: { cpu: 4, gpu: 1 } })
    expect(run.launches()).toEqual(['a@1', 'c@1'])
  })

  test('is not passed by items of a map', () => {
    const nodes = [step('a'), step('big', { resources: { cpu: 2 } }), map('sweep', [step('sweep.fit')])]
    const run = rehearse(plan(nodes), { capacity: { orchestrator: { cpu: 2 } } })
    expect(run.launches()).toEqual(['a@1'])
    expect(stepCounts(run.state).total).toBe(2)
  })

  test('comes before the items of a map that are not opened yet', () => {
    const nodes = [map('sweep', [step('sweep.fit')], { over: items(5) }), step('a'), step('b', { needs: ['a'] })]
    const run = rehearse(plan(nodes), { capacity: { orchestrator: { cpu: 1 } } })
    run.succeed('a@1')
    expect(run.launches()).toEqual(['a@1', 'b@1'])
  })

  test('keeps its turn: older ones of other needs come first', () => {
    const run = ready({ a: cpu(3), b: cpu(1), c: cpu(3), d: cpu(1) }, { orchestrator: { cpu: 3 } })
    run.succeed('a@1')
    run.succeed('b@1')
    run.succeed('c@1')
    expect(run.launches()).toEqual(['a@1', 'b@1', 'c@1', 'd@1'])
  })
})
