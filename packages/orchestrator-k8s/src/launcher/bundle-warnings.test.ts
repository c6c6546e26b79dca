import type { V1Pod } from '@kubernetes/client-node'
import { describe, expect, test } from 'vitest'
import type { Wire } from '../api/wire.ts'
import { type WaitingVerdict, withoutOutcome } from '../classify/verdict.ts'
import { createBundleWarnings, type BundleWarnings } from './bundle-warnings.ts'
import { trackBundle } from './tracked-bundle.ts'

const DELETED = { deletionTimestamp: '2026-11-21T18:25:18Z' }
const EVICTED = { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }] }
const ENDED = { phase: 'Succeeded' }

const bundleOf = (path: string, attempt: number) =>
  trackBundle({ id: 'bundle', attempts: [{ path, attempt }], job: 'job', index: undefined, since: 0 })

/** What is said of a pod that is deleted, seen twice on its way: while it ends, and when it is gone. */
function deletion(warnings: BundleWarnings, path: string, status: Wire<V1Pod>['status'] = {}) {
  const bundle = bundleOf(path, 1)
  const view = { uid: 'u', name: 'p', job: 'job', index: undefined, pod: { metadata: DELETED, status } }
  return [false, true].map((gone) => {
    const pod = { ...view, gone }
    const warning = warnings.ofPod(bundle, pod)
    bundle.pods.set('u', pod)
    return warning?.message
  })
}

const NOTHING = [undefined, undefined]

/** A wait for a node since the beginning, long enough to be warned of unless it says otherwise. */
const waits = (given: Partial<WaitingVerdict> = {}): WaitingVerdict => ({
  kind: 'waiting',
  cause: 'node',
  reason: '0/3 nodes are available: 3 Insufficient cpu.',
  since: 0,
  until: 1_800_000,
  warn: true,
  code: 'KUBERNETES_POD_UNSCHEDULABLE',
  ...given,
})

describe('what people should look into', () => {
  test('row 10: the third pod of a step that is deleted says that somebody keeps deleting them, once', () => {
    const warnings = createBundleWarnings()
    for (const path of ['fit', 'fit', 'load']) expect(deletion(warnings, path)).toEqual(NOTHING)
    const message = 'Somebody or something outside of Regauge keeps deleting the pods of "fit": 3 by now.'
    expect(deletion(warnings, 'fit')).toEqual([message, undefined])
    expect(deletion(warnings, 'fit')).toEqual(NOTHING)
  })

  test.each([
    ['the cluster itself takes away', EVICTED],
    ['had ended before', ENDED],
  ] as [string, Wire<V1Pod>['status']][])('row 10: pods that %s do not count', (_, status) => {
    const warnings = createBundleWarnings()
    for (let count = 0; count < 4; count += 1) expect(deletion(warnings, 'fit', status)).toEqual(NOTHING)
  })

  test('row 7: a step that no node takes is warned of once, and says what becomes of it', () => {
    const warnings = createBundleWarnings()
    const fit = bundleOf('fit', 1)
    expect(warnings.ofWait(fit, waits({ warn: false }), [fit])).toBeUndefined()
    expect(warnings.ofWait(fit, waits(), [fit])).toEqual({
      kind: 'warning',
      code: 'KUBERNETES_POD_UNSCHEDULABLE',
      message: '"fit" waits: 0/3 nodes are available: 3 Insufficient cpu. What waits for 30m 00s is given up.',
    })
    expect(warnings.ofWait(fit, waits(), [fit])).toBeUndefined()
    const other = waits({ cause: 'image', reason: 'ErrImagePull', code: 'KUBERNETES_IMAGE_UNAVAILABLE' })
    expect(warnings.ofWait(fit, other, [fit])).toMatchObject({ code: 'KUBERNETES_IMAGE_UNAVAILABLE' })
  })

  test('row 7: a wide map is warned of once, with how many of its pods wait', () => {
    const warnings = createBundleWarnings()
    const sweep = Array.from({ length: 200 }, (_, item) => bundleOf(`sweep[${item}].fit`, 1))
    for (const bundle of sweep) bundle.before = waits()
    const all = [...sweep, Object.assign(bundleOf('other', 1), { before: waits() })]
    Object.assign(sweep[0]!, { before: { kind: 'running' } })
    Object.assign(sweep[1]!, { stopping: true })
    const told = sweep.slice(2).flatMap((bundle) => warnings.ofWait(bundle, waits(), all) ?? [])
    const message = expect.stringMatching(/^198 pods of "sweep\.fit" wait: /) as unknown
    expect(told).toEqual([expect.objectContaining({ message })])
  })

  test('row 6: quota that comes back is warned of, and nobody says that it is given up', () => {
    const { until: _, ...quota } = waits({ cause: 'quota', reason: 'exceeded quota', code: 'KUBERNETES_POD_REFUSED' })
    const warning = createBundleWarnings().ofWait(bundleOf('fit', 1), quota, [])
    expect(warning?.message).toBe('"fit" waits: exceeded quota.')
  })

  test('what nobody can do anything about is nothing to warn of', () => {
    const { code: _, ...queued } = waits({ cause: 'settling' })
    expect(createBundleWarnings().ofWait(bundleOf('fit', 1), queued, [])).toBeUndefined()
  })

  test('row 22: every attempt that completes without an outcome does, and none that has one', () => {
    const warnings = createBundleWarnings()
    const completed = (decided: number) =>
      warnings.ofEnd(Object.assign(bundleOf('fit', 1), { decided }), withoutOutcome('p'))
    const message = 'Attempt "fit@1" is lost: The pod "p" completed and left no outcome.'
    const warning = { kind: 'warning', code: 'STEP_LOST', message }
    expect([completed(0), completed(0), completed(1)]).toEqual([warning, warning, undefined])
  })
})
