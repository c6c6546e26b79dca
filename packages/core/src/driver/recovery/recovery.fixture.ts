import { compile } from '../../compiler/compile.ts'
import {
  hookNode,
  mapNode,
  pipelineSpec,
  scope,
  stackFacts,
  stepNode,
  valueOf,
  whenNode,
} from '../../compiler/specs.fixture.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import type { Plan } from '../../spec/plan.ts'
import type { Attempts } from './read-attempts.ts'

/**
 * `load`; a map `sweep` of `fit`, which has a hook, `score`, and a map `folds` of `check`; then `pick` and an arm with
 * `publish`. `side` needs `load` alone. The pipeline has a hook.
 */
export const PLAN: Plan = compile(
  pipelineSpec(
    [
      stepNode('load'),
      mapNode(
        'sweep',
        scope(
          [
            stepNode('fit', { n: valueOf('load') }, { hooks: [hookNode('onFailure')] }),
            stepNode('score', { n: valueOf('sweep.fit') }),
            mapNode('folds', scope([stepNode('check', { n: valueOf('sweep.score') })])),
            stepNode('apart'),
          ],
          { value: valueOf('sweep.score') },
        ),
      ),
      stepNode('pick', { all: valueOf('sweep') }),
      whenNode('live', scope([stepNode('publish', { best: valueOf('pick') })])),
      stepNode('side', { n: valueOf('load') }),
    ],
    { hooks: [hookNode('onEnd')] },
  ),
  {},
  stackFacts(),
)

/** What is left of one step run: one attempt, unless more is said. */
export function left(path: string, status: 'succeeded' | 'failed', more: Partial<OutcomeRecord> = {}): Attempts {
  const latest: OutcomeRecord = {
    schema: 'regauge.outcome/1',
    run: 'r',
    path,
    attempt: 1,
    epoch: 1,
    status,
    outputs: {},
    endedAt: '2026-01-01T00:00:00.000Z',
    logs: 0,
    metrics: 0,
    ...more,
  }
  return { path, highest: latest.attempt, unfinished: [], latest }
}

/** Several of them, by path. */
export function byPath(...attempts: readonly Attempts[]): ReadonlyMap<string, Attempts> {
  return new Map(attempts.map((each) => [each.path, each]))
}
