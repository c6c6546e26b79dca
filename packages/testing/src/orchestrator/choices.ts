import { describe, expect } from 'vitest'
import { allWell, fatesOf, runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

interface Choice {
  readonly pipeline: string
  readonly params: { readonly [name: string]: number }
  /** Of every step run that there has to be. */
  readonly paths: readonly string[]
  readonly skipped: number
  readonly value: number
}

const CHOICES: { readonly [title: string]: Choice } = {
  'a when whose condition holds runs its arm': {
    pipeline: 'arm',
    params: { value: 1 },
    paths: ['give', 'live.then.double', 'add'],
    skipped: 0,
    value: 3,
  },
  'a when whose condition does not hold skips its arm, and what is joined with it runs without': {
    pipeline: 'arm',
    params: { value: 2 },
    paths: ['give', 'add'],
    skipped: 1,
    value: 2,
  },
  'a when with an else runs the first arm where its condition holds, and is joined with an ordinary step': {
    pipeline: 'arms',
    params: { value: 1 },
    paths: ['give', 'beside', 'chosen.then.double', 'join'],
    skipped: 1,
    value: 102,
  },
  'a when with an else runs the second arm where its condition does not hold': {
    pipeline: 'arms',
    params: { value: 2 },
    paths: ['give', 'beside', 'chosen.else.add', 'join'],
    skipped: 1,
    value: 112,
  },
  'a when inside of a map is decided for each item': {
    pipeline: 'armsInMap',
    params: {},
    paths: ['count', 'each[2].large.then.double', 'each[3].large.then.double', 'total'],
    skipped: 2,
    value: 10,
  },
}

export function describeChoices(orchestratorTest: OrchestratorTest): void {
  describe('choices', () => {
    for (const [title, { pipeline, params, paths, skipped, value }] of Object.entries(CHOICES)) {
      orchestratorTest(title, async (context) => {
        const finished = await runPipeline(context, pipeline, { params })
        expect(finished.values).toEqual({ value })
        expect(fatesOf(finished)).toEqual(allWell(paths))
        expect(finished.end.steps).toMatchObject({ succeeded: paths.length, skipped, failed: 0 })
      })
    }
  })
}
