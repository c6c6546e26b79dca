import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpret } from './model/reference.fixture.ts'
import { simulate } from './model/simulation.fixture.ts'
import type { Core, Scenario } from './model/simulation.fixture.ts'
import { natureOf, valuesOf } from './model/steps.fixture.ts'

const SEEDS = Number(process.env['MODEL_SEEDS'] ?? 2500)

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  size: fc.integer({ min: 1, max: 14 }),
  adoptable: fc.boolean(),
  faults: fc.record({
    steps: fc.boolean(),
    workers: fc.boolean(),
    messages: fc.boolean(),
    crashes: fc.boolean(),
    cancels: fc.boolean(),
  }),
  seed: fc.integer(),
})

/** Plays a scenario, and compares what became of it with the reference where nothing came in between. */
function check(scenario: Scenario, core?: Core): void {
  const { plan, end, world, undisturbed } = simulate(scenario, core)
  if (!undisturbed || plan.failMode !== 'continue') return
  const expected = interpret(plan, (path, step) => natureOf(path, step, scenario.faults.steps).doomed)
  expect(end.status).toBe(expected.status)
  const succeeded = new Set(
    [...world.records.values()].filter((each) => each.status === 'succeeded').map((each) => each.path),
  )
  const failed = new Set(end.failed.map(({ path }) => path))
  for (const [path, status] of expected.steps) {
    expect({ path, succeeded: succeeded.has(path), failed: failed.has(path) }).toEqual({
      path,
      succeeded: status === 'succeeded',
      failed: status === 'failed',
    })
  }
  for (const path of succeeded) if (!/(?:^|\.)h\d+$/.test(path)) expect(expected.steps.get(path)).toBe('succeeded')
  expect(valuesOf(end.outputs)).toEqual(expected.outputs)
}

describe('a random run in a world of faults', () => {
  test('keeps every invariant, and does what a naive interpreter does where nothing comes in between', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => check(scenario)),
      { numRuns: SEEDS, ...(process.env['MODEL_SEED'] && { seed: Number(process.env['MODEL_SEED']) }) },
    )
  })
})
