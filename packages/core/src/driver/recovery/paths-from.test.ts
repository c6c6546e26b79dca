import { expect, test } from 'vitest'
import { allNodes } from '../../spec/plan-nodes.ts'
import { pathsFrom } from './paths-from.ts'
import { PLAN } from './recovery.fixture.ts'

const AFTER_SWEEP = ['pick', 'live.then.publish', 'onEnd.notify']

test.each([
  ['side', ['side', 'onEnd.notify']],
  ['pick', AFTER_SWEEP],
  ['live', ['live.then.publish', 'onEnd.notify']],
  ['live.then.publish', ['live.then.publish', 'onEnd.notify']],
  ['sweep.apart', ['sweep.apart', ...AFTER_SWEEP]],
  ['sweep.score', ['sweep.score', 'sweep.folds.check', ...AFTER_SWEEP]],
  ['sweep[3].score', ['sweep[3].score', 'sweep[3].folds.check', ...AFTER_SWEEP]],
  ['sweep[3].folds[1].check', ['sweep[3].folds[1].check', ...AFTER_SWEEP]],
  ['sweep.fit', ['sweep.fit', 'sweep.fit.onFailure.notify', 'sweep.score', 'sweep.folds.check', ...AFTER_SWEEP]],
  [
    'sweep[7]',
    [
      'sweep[7].fit',
      'sweep[7].fit.onFailure.notify',
      'sweep[7].score',
      'sweep[7].folds.check',
      'sweep[7].apart',
      ...AFTER_SWEEP,
    ],
  ],
])('from %s, that and all that needs it goes again, with its hooks and the pipeline’s', (from, paths) => {
  expect(pathsFrom(PLAN, from)!.toSorted()).toEqual(paths.toSorted())
})

test('everything goes again from a step that all others need', () => {
  const steps = pathsFrom(PLAN, 'load')!
  expect(steps).toContain('sweep.folds.check')
  expect(steps).toContain('side')
  expect(new Set(steps).size).toBe(steps.length)
})

test('a path that the plan does not have is no place to begin', () => {
  expect(pathsFrom(PLAN, 'sweep.fits')).toBeUndefined()
  expect([...allNodes(PLAN.nodes)].map(({ path }) => path)).toContain('sweep.folds.check')
})
