import { describe, expect, test } from 'vitest'
import { classifyJob } from './classify-job.ts'
import { at, event, jobSight, START } from './sight.fixture.ts'
import { withoutOutcome } from './verdict.ts'

const failedCreate = (message: string) => ({ events: [event('FailedCreate', `Error creating: ${message}`)] })

describe('row 6: a Job that gets no pod', () => {
  test.each([
    [
      'a missing service account',
      'pods "x-" is forbidden: error looking up service account ml/absent: serviceaccount "absent" not found',
    ],
    [
      'Pod Security',
      'pods "x-kjtft" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    ],
    ['a webhook that says no', 'admission webhook "policy.example.com" denied the request: no team label'],
    ['a quota that asks for limits', 'pods "x" is forbidden: failed quota: must: must specify limits.cpu for: step'],
    ['a range of limits', 'pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ['a template that is invalid', 'Pod "x" is invalid: spec.containers[0].image: Required value'],
  ])('fails at once: %s', (_, message) => {
    expect(classifyJob(jobSight({}, 1, failedCreate(message)))).toMatchObject({
      kind: 'failed',
      remains: 'idle',
      failure: { class: 'config', code: 'KUBERNETES_POD_REFUSED', message: expect.stringContaining(message) },
    })
  })

  test('of a driver says how to make the service account that it lacks', () => {
    const message = 'error looking up service account ml/regauge-driver: serviceaccount "regauge-driver" not found'
    const metadata = { name: 'rg-d1', namespace: 'ml', labels: { 'regauge.dev/role': 'driver' } }
    const forbidden = failedCreate(`pods "x-" is forbidden: ${message}`)
    expect(classifyJob(jobSight({ metadata }, 1, forbidden))).toMatchObject({
      failure: {
        message: expect.stringMatching(/; make it: regauge k8s manifests --namespace ml \| kubectl apply -f -$/),
      },
    })
  })

  test('waits for quota that is used up, with a warning, and is given up in the end', () => {
    const message = 'pods "x-8bdkm" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4'
    expect(classifyJob(jobSight({}, 2, failedCreate(message)))).toMatchObject({ cause: 'quota', warn: false })
    expect(classifyJob(jobSight({}, 60, failedCreate(message)))).toMatchObject({
      kind: 'waiting',
      cause: 'quota',
      warn: true,
      code: 'KUBERNETES_POD_REFUSED',
      until: START + 1_800_000,
      reason: expect.stringContaining('exceeded quota'),
    })
    expect(classifyJob(jobSight({}, 1_800, failedCreate(message)))).toMatchObject({
      kind: 'failed',
      failure: { class: 'config', code: 'KUBERNETES_POD_REFUSED' },
    })
  })

  test('is not blamed for a webhook that is away for a while', () => {
    const message = 'Internal error occurred: failed calling webhook "w": service "w" is forbidden: connection refused'
    expect(classifyJob(jobSight({}, 59, failedCreate(message)))).toMatchObject({
      kind: 'waiting',
      cause: 'pod',
      warn: true,
    })
    expect(classifyJob(jobSight({}, 60, failedCreate(message)))).toMatchObject({
      failure: { class: 'infrastructure', code: 'KUBERNETES_POD_NOT_STARTED' },
    })
  })

  test('row 27: fails with its namespace', () => {
    const message = 'pods "x" is forbidden: unable to create new content in namespace ml because it is being terminated'
    expect(classifyJob(jobSight({}, 1, failedCreate(message)))).toMatchObject({
      failure: { class: 'infrastructure', message: expect.stringContaining('namespace is being deleted') },
    })
  })

  test('is given up without a word from the cluster, too', () => {
    expect(classifyJob(jobSight({}, 1))).toMatchObject({
      kind: 'waiting',
      cause: 'pod',
      warn: false,
      until: START + 30_000,
    })
    expect(classifyJob(jobSight({}, 60))).toMatchObject({
      kind: 'failed',
      remains: 'idle',
      failure: { class: 'infrastructure', code: 'KUBERNETES_POD_NOT_STARTED' },
    })
  })

  test('may wait in a queue for ever', () => {
    const verdict = classifyJob(jobSight({ spec: { suspend: true, template: {} } }, 1e6))
    expect(verdict).toMatchObject({ kind: 'waiting', cause: 'queue', warn: false })
    expect(verdict).not.toHaveProperty('until')
  })

  test('counts its time from its admission, not from its creation', () => {
    expect(classifyJob(jobSight({ status: { startTime: at(1_000) } }, 1_010))).toMatchObject({
      since: START + 1_000_000,
    })
  })
})

describe('a Job whose pods are gone', () => {
  const condition = (type: string, reason: string, message = '') => ({
    status: { conditions: [{ type, status: 'True', reason, message }] },
  })

  test('row 22: has completed, which without an outcome is a loss', () => {
    expect(classifyJob(jobSight(condition('Complete', 'CompletionsReached')))).toEqual({ kind: 'completed' })
    expect(classifyJob(jobSight(condition('SuccessCriteriaMet', 'CompletionsReached')))).toEqual({ kind: 'completed' })
    expect(withoutOutcome('fit-x7k2p')).toMatchObject({ class: 'lost', code: 'STEP_LOST' })
  })

  test('row 10: has lost its pod', () => {
    const given = condition('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit')
    expect(classifyJob(jobSight(given))).toMatchObject({
      kind: 'failed',
      remains: 'nothing',
      failure: {
        class: 'infrastructure',
        code: 'KUBERNETES_POD_DELETED',
        message: expect.stringContaining('backoff limit'),
      },
    })
  })

  test('row 23: has run into its deadline', () => {
    const given = condition('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline')
    expect(classifyJob(jobSight(given))).toMatchObject({ failure: { class: 'timeout', code: 'STEP_TIMED_OUT' } })
  })

  test('row 11: is being deleted', () => {
    expect(classifyJob(jobSight({ metadata: { deletionTimestamp: at(4) } }))).toMatchObject({
      failure: {
        class: 'infrastructure',
        code: 'KUBERNETES_POD_DELETED',
        message: expect.stringContaining('Job "rg-fit"'),
      },
    })
  })

  test('is given time to say so', () => {
    const early = jobSight({ status: { failed: 1 } })
    const before = classifyJob(early)
    expect(before).toMatchObject({ kind: 'waiting', cause: 'settling', warn: false, until: early.now + 5_000 })
    expect(classifyJob({ ...early, now: early.now + 5_000, before })).toMatchObject({
      failure: { code: 'KUBERNETES_POD_DELETED' },
    })
  })

  test('row 12: is never given up while it says that a pod runs, however late that is told', () => {
    const early = jobSight({ status: { active: 1 } })
    const before = classifyJob(early)
    expect(classifyJob({ ...early, now: early.now + 1e9, before })).toMatchObject({
      kind: 'waiting',
      cause: 'settling',
      warn: true,
    })
  })
})

test('row 6: a map of which quota lets only some pods be waits for the others to end, and says so', () => {
  const message = 'pods "x-2" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2'
  const spec = { completionMode: 'Indexed', completions: 5, parallelism: 5, template: {} }
  const given = { ...failedCreate(message), index: 2 }
  const before = classifyJob(jobSight({ spec, status: { active: 2 } }, 5, given))
  expect(before).toMatchObject({ kind: 'waiting', cause: 'quota', warn: false })
  const later = jobSight({ spec, status: { active: 2 } }, 1e6, { ...given, before })
  const verdict = classifyJob(later)
  expect(verdict).toMatchObject({ cause: 'quota', warn: true, code: 'KUBERNETES_POD_REFUSED' })
  expect(verdict).not.toHaveProperty('until')
  // One pod that is there is only late to be seen.
  expect(classifyJob(jobSight({ status: { active: 2 } }, 5, failedCreate(message)))).toMatchObject({
    cause: 'settling',
  })
})

describe('an index of a Job that has no pod', () => {
  const spec = { parallelism: 2, template: {} }
  const verdictOn = (index: number, status: object, seconds = 5) =>
    classifyJob(jobSight({ spec, status }, seconds, { index }))

  test('has completed or failed where the Job says so', () => {
    const status = { completedIndexes: '0-3,7', failedIndexes: '4,9-11' }
    for (const index of [0, 2, 3, 7]) expect(verdictOn(index, status), `${index}`).toEqual({ kind: 'completed' })
    for (const index of [4, 9, 10, 11]) {
      expect(verdictOn(index, status), `${index}`).toMatchObject({
        failure: { class: 'infrastructure', code: 'KUBERNETES_POD_DELETED' },
      })
    }
    expect(verdictOn(5, status)).toMatchObject({ kind: 'waiting', cause: 'pod' })
  })

  test('waits for others as long as it takes', () => {
    const verdict = verdictOn(8, { active: 2 }, 1e6)
    expect(verdict).toMatchObject({ kind: 'waiting', cause: 'queue' })
    expect(verdict).not.toHaveProperty('until')
  })

  test('gets as long as any Job to have a pod where none was made, and as long as it takes after others', () => {
    const verdictAfter = (status: object) => {
      const first = jobSight({ spec, status }, 5_000, { index: 8 })
      const before = classifyJob(first)
      expect(before).toMatchObject({ kind: 'waiting', cause: 'pod', since: first.now })
      return classifyJob({ ...first, now: first.now + 60_000, before })
    }
    expect(verdictAfter({})).toMatchObject({ failure: { code: 'KUBERNETES_POD_NOT_STARTED' } })
    for (const status of [{ active: 1 }, { terminating: 1 }, { failed: 1 }, { succeeded: 1 }]) {
      const verdict = verdictAfter(status)
      expect(verdict).toMatchObject({ kind: 'waiting', cause: 'pod', warn: false })
      expect(verdict).not.toHaveProperty('until')
    }
  })
})
