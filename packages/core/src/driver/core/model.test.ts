import { assert, boolean, integer, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutations } from './model/mutations.fixture.ts'
import { interpret } from './model/reference.fixture.ts'
import type { Core } from './model/shell.fixture.ts'
import { simulate } from './model/simulation.fixture.ts'
import type { Scenario } from './model/simulation.fixture.ts'
import { isDoomed, isHookPath, valuesOf } from './model/steps.fixture.ts'
import { fatesOf } from './model/world.fixture.ts'

/** How many random runs are played; `MODEL_SEEDS=50000` plays more. */
const SEEDS = Number(process.env['MODEL_SEEDS'] ?? 4000)

/** Many runs take their time on a machine that is busy. */
const PATIENT = { timeout: 600_000 }

/** Plans shrink first, then the kinds of faults. */
const scenarios: Arbitrary<Scenario> = record({
  size: integer({ min: 1, max: 40 }),
  adoptable: boolean(),
  faults: record({
    steps: boolean(),
    workers: boolean(),
    messages: boolean(),
    store: boolean(),
    crashes: boolean(),
    cancels: boolean(),
  }),
  seed: integer(),
})

/** Plays a scenario, which checks the invariants, and compares what ran with the reference where nothing came between. */
function check(scenario: Scenario, core?: Core): void {
  const { plan, end, world, undisturbed } = simulate(scenario, core)
  if (!undisturbed || plan.failMode !== 'continue') return
  const expected = interpret(plan, (path) => scenario.faults.steps && isDoomed(path))
  const ran = new Map([...fatesOf(world)].filter(([path]) => !isHookPath(path)))
  const expectedToRun = new Map([...expected.steps].filter(([, status]) => status !== 'skipped'))
  expect({ status: end.status, steps: inOrder(ran), outputs: valuesOf(end.outputs) }).toEqual({
    status: expected.status,
    steps: inOrder(expectedToRun),
    outputs: expected.outputs,
  })
}

function inOrder(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

describe('a random run in a world of faults', () => {
  test('keeps every invariant, and does what a naive interpreter does where nothing comes in between', PATIENT, () => {
    assert(
      property(scenarios, (scenario) => check(scenario)),
      { numRuns: SEEDS },
    )
  })

  test.each(Object.entries(mutations))('would be caught if the driver made a mistake: it %s', (_, mutated) => {
    const allPlayed = () =>
      assert(
        property(scenarios, (scenario) => check(scenario, mutated)),
        { numRuns: 2000, seed: 1, endOnFailure: true },
      )
    expect(allPlayed).toThrow(/Property failed/)
  })
})
