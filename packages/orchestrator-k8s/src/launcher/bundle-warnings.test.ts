import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { V1Pod } from '@kubernetes/client-node'
import { localArtifactStore } from '@regauge/core/artifacts'
import { putRecord, type OutcomeRecord } from '@regauge/core/records'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Wire } from '../api/wire.ts'
import { deletedFailure } from '../classify/deleted-failure.ts'
import { withoutOutcome } from '../classify/verdict.ts'
import { createBundleWarnings } from './bundle-warnings.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

const { signal } = new AbortController()
const DELETED = { deletionTimestamp: '2026-11-21T18:25:18Z' }
const EVICTED = { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }] }

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'regauge-warnings-'))
  const config = { path: join(root, 'store'), durable: false }
  const store = await localArtifactStore.create({ config, components: {}, projectRoot: root })
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]()
    await rm(root, { recursive: true, force: true })
  })
  const warnings = createBundleWarnings({ store, run: 'r' })
  return {
    /** The warning for a deleted pod of an attempt that had begun. */
    deleted: (path: string, attempt: number, status: object = {}) => {
      const bundle = bundleOf([{ path, attempt }], { metadata: DELETED, status })
      return warnings.of(Object.assign(bundle, { begun: 1 }), deletedFailure('pod', 'p'), signal)
    },
    completed: (decided: number) =>
      warnings.of(Object.assign(bundleOf([{ path: 'fit', attempt: 1 }]), { decided }), withoutOutcome('p'), signal),
    succeed: async (path: string, attempt: number) => {
      const ended = { endedAt: '2026-11-21T18:25:19.000Z', logs: 0, metrics: 0 }
      const attemptOf = { run: 'r', path, attempt, epoch: 1, outputs: {} }
      const outcome: OutcomeRecord = { schema: 'regauge.outcome/1', status: 'succeeded', ...attemptOf, ...ended }
      await putRecord(store, `runs/r/steps/${path}@${attempt}.outcome.json`, outcome)
    },
  }
}

function bundleOf(attempts: TrackedBundle['attempts'], pod: Wire<V1Pod> = {}): TrackedBundle {
  const place = { id: 'bundle', attempts, job: 'job', index: undefined, since: 0 }
  return trackBundle(place, [{ uid: 'u', name: 'p', job: 'job', index: undefined, pod }])
}

describe('what people should look into', () => {
  test('row 10: the third pod of a step that is deleted says that somebody keeps deleting them, once', async () => {
    const { deleted } = await open()
    expect([await deleted('fit', 1), await deleted('fit', 2), await deleted('load', 1)]).toEqual(
      Array.from({ length: 3 }),
    )
    const message = 'Somebody or something outside of Regauge keeps deleting the pods of "fit": 3 by now.'
    expect(await deleted('fit', 3)).toEqual({ kind: 'warning', code: 'KUBERNETES_POD_DELETED', message })
    expect(await deleted('fit', 4)).toBeUndefined()
  })

  test('row 10: pods that the cluster itself takes away, or whose step has succeeded, do not count', async () => {
    const { deleted, succeed } = await open()
    for (const attempt of [1, 2, 3]) expect(await deleted('fit', attempt, EVICTED)).toBeUndefined()
    for (const attempt of [4, 5, 6]) {
      await succeed('fit', attempt)
      expect(await deleted('fit', attempt)).toBeUndefined()
    }
  })

  test('row 22: every attempt that completes without an outcome does, and none that has one', async () => {
    const { completed } = await open()
    const message = 'Attempt "fit@1" is lost: The pod "p" completed and left no outcome.'
    const warning = { kind: 'warning', code: 'STEP_LOST', message }
    expect([await completed(0), await completed(0), await completed(1)]).toEqual([warning, warning, undefined])
  })
})
