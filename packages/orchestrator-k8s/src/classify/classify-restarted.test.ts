import { describe, expect, test } from 'vitest'
import { classifyRestarted, type RestartedSight } from './classify-restarted.ts'
import { disruption, event, jobSight, pod, terminated, waiting, type GivenPod } from './sight.fixture.ts'

/** The Job of a driver, an hour after it was made, with these pods. */
const sightOf = (
  pods: readonly GivenPod[],
  job: Parameters<typeof jobSight>[0] = {},
  more: Parameters<typeof jobSight>[2] = {},
): RestartedSight => ({ ...jobSight(job, 3_600, more), pods: pods.map(pod) })

const RUNNING: GivenPod = { state: { running: {} } }
const FAILED_JOB = { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] } }

describe('row 13: a driver whose pod has ended has not, as long as its Job starts another one', () => {
  test.each<[string, readonly GivenPod[], Parameters<typeof jobSight>[0]]>([
    [
      'evicted, its container at its end',
      [{ state: terminated(143, 'Error'), conditions: disruption('EvictionByEvictionAPI', ''), deleted: 3_600 }],
      {},
    ],
    ['deleted, its container at its end', [{ state: terminated(76, 'Error'), deleted: 3_600 }], {}],
    [
      'failed, and the Job waits before the next one',
      [{ phase: 'Failed', state: terminated(1, 'Error') }],
      { status: { failed: 1 } },
    ],
    ['deleted and gone, and the Job waits before the next one', [], { status: { failed: 2 } }],
    ['evicted and gone, which the Job does not count', [], {}],
    ['completed, and the Job does not say so yet', [{ state: terminated(0, 'Completed') }], {}],
  ])('%s', (_, pods, job) => {
    const sight = sightOf(pods, job)
    const before = classifyRestarted(sight)
    expect(before).toMatchObject({ kind: 'waiting' })
    const later = { ...sight, before, now: sight.now + 10_000 }
    expect(classifyRestarted(later)).toMatchObject({ kind: 'waiting', cause: 'pod' })
  })

  test('also where that takes long, as long as the cluster tells that it had one', () => {
    const made = { events: [event('SuccessfulCreate', 'Created pod: d1-x', 1, 'Normal')] }
    const before = classifyRestarted(sightOf([], {}, made))
    const later = { ...sightOf([], {}, { ...made, before }), now: sightOf([]).now + 600_000 }
    expect(classifyRestarted(later)).toMatchObject({ kind: 'waiting', cause: 'pod', warn: true })
  })

  test('and runs when that does', () => {
    expect(classifyRestarted(sightOf([{ phase: 'Failed' }, RUNNING]))).toEqual({ kind: 'running' })
  })
})

describe('a Job that starts another pod', () => {
  test('has ended when it says so, for the reason that its last pod gives', () => {
    const words = JSON.stringify({
      regauge: 1,
      class: 'config',
      code: 'REMOTE_REQUEST_MISSING',
      message: 'nothing there',
    })
    const last: GivenPod = { phase: 'Failed', state: terminated(78, 'Error', words) }
    expect(classifyRestarted(sightOf([last], FAILED_JOB))).toMatchObject({
      kind: 'failed',
      failure: { code: 'REMOTE_REQUEST_MISSING', message: 'nothing there' },
    })
    expect(classifyRestarted(sightOf([], FAILED_JOB))).toMatchObject({
      kind: 'failed',
      failure: { code: 'KUBERNETES_POD_DELETED' },
    })
    const complete = { status: { conditions: [{ type: 'Complete', status: 'True' }] } }
    expect(classifyRestarted(sightOf([{ phase: 'Succeeded' }], complete))).toEqual({ kind: 'completed' })
  })

  test('is given up where its pod can never start, and where it never gets one', () => {
    const never = { phase: 'Pending', state: waiting('InvalidImageName', 'Wrong:::Name') }
    expect(classifyRestarted(sightOf([never]))).toMatchObject({ kind: 'failed', remains: 'idle' })
    const refused = { events: [event('FailedCreate', 'admission webhook "policy" denied the request: no')] }
    expect(classifyRestarted(sightOf([], {}, refused))).toMatchObject({ kind: 'failed', remains: 'idle' })
    const first = classifyRestarted(sightOf([]))
    const later = { ...sightOf([], {}, { before: first }), now: sightOf([]).now + 61_000 }
    expect(classifyRestarted(later)).toMatchObject({ failure: { code: 'KUBERNETES_POD_NOT_STARTED' } })
  })
})
