import { REMOTE_ENV } from '@regauge/core/remote'
import type { V1Container, V1Job, V1PodSpec } from '@kubernetes/client-node'
import { describe, expect, test } from 'vitest'
import { labelValue, names } from '../names.ts'
import { RUNNER_IMAGE, STEP_COMMAND } from '../runner-layout.ts'
import { parseAttempts } from './attempts-annotation.ts'
import { driverJob } from './driver-job.ts'
import { indexedJob } from './indexed-job.ts'
import { ANNOTATIONS, LABELS, labelSelector } from './keys.ts'
import { runConfigMap } from './run-config-map.ts'
import { runSecret } from './run-secret.ts'
import { bundle, driverScope, envelope, EVERYTHING } from './scope.fixture.ts'
import { secretReferences } from './secret-references.ts'
import { stepJob } from './step-job.ts'

const ENVIRONMENT = { env: { [REMOTE_ENV.assignment]: '{}' }, secretEnv: secretReferences(['hf.token']) }

const podOf = (job: V1Job): V1PodSpec => job.spec!.template.spec!
const containersOf = (job: V1Job): V1Container[] => [...podOf(job).containers, ...(podOf(job).initContainers ?? [])]

const item = (index: number, given = {}) => bundle({ envelopes: [envelope({ items: [index] })], ...given })
const foreign = { image: 'python:3.12-slim', resources: { cpu: 2, memory: 2 ** 31, gpu: 1 } }

const EACH = [
  { name: 'plain', config: {} },
  { name: 'with every field of the config', config: EVERYTHING },
].flatMap(({ name, config }) => {
  const scope = driverScope(config)
  return [
    [`a step, ${name}`, () => stepJob(bundle(), ENVIRONMENT, scope)],
    [`a step with an image of its own, ${name}`, () => stepJob(bundle(foreign), ENVIRONMENT, scope)],
    [`a map, ${name}`, () => indexedJob({ bundles: [item(0), item(1)], ...ENVIRONMENT }, scope)],
    [`a driver, ${name}`, () => driverJob(ENVIRONMENT, scope)],
  ] as const
})

describe.each(EACH)('the Job of %s', (_, build) => {
  const job = build()

  test('keeps the restricted Pod Security Standard in every container', () => {
    const pod = podOf(job)
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod.securityContext?.runAsUser).toBeGreaterThan(0)
    for (const { securityContext } of containersOf(job)) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
    expect(pod.volumes?.filter((volume) => volume.hostPath)).toEqual([])
  })

  test('can write to /tmp and to the work directory', () => {
    const [main] = podOf(job).containers
    const mounts = new Map(main!.volumeMounts!.map(({ mountPath, name }) => [mountPath, name]))
    for (const path of ['/tmp', '/work']) {
      expect(podOf(job).volumes).toContainEqual({ name: mounts.get(path), emptyDir: expect.anything() })
    }
  })

  test('goes with its run, is found by it, and is forgotten in time', () => {
    const { metadata, spec } = job
    expect(metadata?.ownerReferences).toEqual([
      expect.objectContaining({ kind: 'ConfigMap', name: names.run(driverScope().run), controller: false }),
    ])
    expect(metadata?.labels).toMatchObject({ [LABELS.run]: driverScope().run, [LABELS.pipeline]: 'training' })
    expect(spec?.template.metadata?.labels).toMatchObject({ [LABELS.run]: driverScope().run })
    expect(metadata?.annotations).toMatchObject({ [ANNOTATIONS.epoch]: '1', [ANNOTATIONS.spec]: expect.any(String) })
    expect(spec?.ttlSecondsAfterFinished).toBe(3_600)
  })

  test('tells why it ended, and holds secrets by reference only', () => {
    const [main] = podOf(job).containers
    expect(main?.terminationMessagePolicy).toBe('FallbackToLogsOnError')
    expect(main?.env).toContainEqual({
      name: 'REGAUGE_SECRET_HF_TOKEN',
      valueFrom: { secretKeyRef: { name: 'hf', key: 'token' } },
    })
  })

  test('is built the same twice', () => {
    expect(JSON.stringify(build())).toBe(JSON.stringify(job))
    expect(podOf(job).restartPolicy).toBe('Never')
  })
})

describe('the Job of a step', () => {
  test('starts one pod and leaves retries to the driver', () => {
    const { spec } = stepJob(bundle(), ENVIRONMENT, driverScope())
    expect(spec).toMatchObject({ backoffLimit: 0, completions: 1, parallelism: 1, podReplacementPolicy: 'Failed' })
    expect(spec).not.toHaveProperty('podFailurePolicy')
    expect(spec).not.toHaveProperty('activeDeadlineSeconds')
    expect(spec).not.toHaveProperty('suspend')
  })

  test('has no token of the API server and no addresses of other services', () => {
    const pod = podOf(stepJob(bundle(), ENVIRONMENT, driverScope({ stepServiceAccount: 'trainer' })))
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      serviceAccountName: 'trainer',
      enableServiceLinks: false,
    })
  })

  test('has the very values of its variables, although Kubernetes would replace $(NAME)', () => {
    const env = { env: { [REMOTE_ENV.assignment]: '{"price":"$$5","home":"$(HOME)"}' }, secretEnv: {} }
    const [container] = podOf(stepJob(bundle(), env, driverScope())).containers
    expect(container!.env![0]?.value).toBe('{"price":"$$$$5","home":"$$(HOME)"}')
  })

  test('says which attempts it works off', () => {
    const attempts = [envelope(), envelope({ items: [4] })]
    const { metadata } = stepJob(bundle({ envelopes: attempts }), ENVIRONMENT, driverScope())
    expect(metadata?.annotations).toMatchObject({ [ANNOTATIONS.path]: 'sweep[3].fit', [ANNOTATIONS.attempt]: '2' })
    expect(parseAttempts(metadata!.annotations![ANNOTATIONS.attempts]!)).toEqual([
      [
        { path: 'sweep[3].fit', attempt: 2 },
        { path: 'sweep[4].fit', attempt: 2 },
      ],
    ])
  })

  test('leaves out a list of attempts that is too long for an annotation', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => envelope({ items: [index] }))
    const { metadata } = stepJob(bundle({ envelopes: many }), ENVIRONMENT, driverScope())
    expect(metadata?.annotations).not.toHaveProperty([ANNOTATIONS.attempts])
  })

  test('runs in the runner image, or brings the runner into an image of its own', () => {
    const own = podOf(stepJob(bundle(), ENVIRONMENT, driverScope()))
    expect(own.initContainers).toBeUndefined()
    expect(own.containers[0]).toMatchObject({ image: RUNNER_IMAGE, command: STEP_COMMAND })
    const { containers, initContainers } = podOf(stepJob(bundle(foreign), ENVIRONMENT, driverScope()))
    expect(initContainers).toEqual([expect.objectContaining({ image: RUNNER_IMAGE })])
    expect(containers[0]).toMatchObject({ image: 'python:3.12-slim', command: STEP_COMMAND })
    expect(containers[0]!.volumeMounts).toContainEqual({
      name: 'regauge-runner',
      mountPath: '/regauge',
      readOnly: true,
    })
    expect(containers[0]!.env).toContainEqual({ name: 'NODE_COMPILE_CACHE', value: '/regauge/compile-cache' })
  })

  test('asks for memory always, limits it where the step says how much, and limits cores only where asked to', () => {
    const resources = (config: unknown, given = {}) =>
      podOf(stepJob(bundle(given), ENVIRONMENT, driverScope(config))).containers[0]!.resources
    expect(resources({})).toEqual({ requests: { memory: '512Mi', cpu: '1000m' } })
    expect(resources({}, foreign)).toEqual({
      requests: { memory: '2Gi', cpu: '2000m', 'nvidia.com/gpu': '1' },
      limits: { memory: '2Gi', 'nvidia.com/gpu': '1' },
    })
    expect(resources(EVERYTHING, { resources: { cpu: 0.1, gpu: 0 } })).toEqual({
      requests: { memory: '256Mi', cpu: '100m', 'ephemeral-storage': '2Gi', 'example.com/fast-net': '1' },
      limits: { 'ephemeral-storage': '2Gi', 'example.com/fast-net': '1', cpu: '100m' },
    })
  })

  test('tolerates the taint of GPUs only where it wants one', () => {
    const tolerations = (given = {}) => podOf(stepJob(bundle(given), ENVIRONMENT, driverScope())).tolerations
    expect(tolerations()).toBeUndefined()
    expect(tolerations(foreign)).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }])
  })

  test('is ended by Kubernetes only after every timeout, every grace and every pull', () => {
    const seconds = (...timeouts: (number | undefined)[]) => {
      const envelopes = timeouts.map((timeoutMs) => envelope(timeoutMs === undefined ? {} : { timeoutMs }))
      return podOf(stepJob(bundle({ envelopes }), ENVIRONMENT, driverScope())).activeDeadlineSeconds
    }
    expect(seconds(undefined)).toBeUndefined()
    expect(seconds(60_000, undefined)).toBeUndefined()
    expect(seconds(60_000)).toBe(300 + 60 + 10 + 60)
    expect(seconds(60_000, 30_500)).toBe(300 + 60 + 10 + 31 + 10 + 60)
  })

  test('gives a runner time after the grace period to write down how its attempt ended', () => {
    const envelopes = [envelope({ graceMs: 1_500 }), envelope({ graceMs: 30_000 })]
    const { terminationGracePeriodSeconds } = podOf(stepJob(bundle({ envelopes }), ENVIRONMENT, driverScope()))
    expect(terminationGracePeriodSeconds).toBe(50)
  })

  test('waits in the queue that the config names', () => {
    const { metadata, spec } = stepJob(bundle(), ENVIRONMENT, driverScope({ queueName: 'ml' }))
    expect(spec?.suspend).toBe(true)
    expect(metadata?.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'ml' })
  })

  test('leaves out what an older server does not know', () => {
    const { spec } = stepJob(bundle(), ENVIRONMENT, driverScope({}, 'v1.28.2'))
    expect(spec).not.toHaveProperty('podReplacementPolicy')
  })
})

describe('the Job of a map', () => {
  const many = Array.from({ length: 20 }, (_, index) => item(index))

  test('has an index a bundle, none of which takes another with it', () => {
    const { spec } = indexedJob({ bundles: many, parallelism: 8, ...ENVIRONMENT }, driverScope())
    expect(spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 20,
      parallelism: 8,
      backoffLimitPerIndex: 0,
      maxFailedIndexes: 20,
    })
    expect(spec).not.toHaveProperty('backoffLimit')
  })

  test('says where its pods read what they are to do', () => {
    const { metadata } = indexedJob({ bundles: many, ...ENVIRONMENT, table: 'runs/r1/t.bundles' }, driverScope())
    expect(metadata!.annotations).toMatchObject({ [ANNOTATIONS.table]: 'runs/r1/t.bundles' })
  })

  test('says the attempts of each index', () => {
    const { metadata } = indexedJob({ bundles: many, ...ENVIRONMENT }, driverScope())
    const attempts = parseAttempts(metadata!.annotations![ANNOTATIONS.attempts]!)
    expect(attempts).toHaveLength(20)
    expect(attempts![7]).toEqual([{ path: 'sweep[7].fit', attempt: 2 }])
  })

  test('gives every pod the longest of the deadlines', () => {
    const timed = (index: number, timeoutMs: number) =>
      bundle({ envelopes: [envelope({ items: [index], timeoutMs, graceMs: 0 })] })
    const { activeDeadlineSeconds } = podOf(
      indexedJob({ bundles: [timed(0, 1_000), timed(1, 9_000)], ...ENVIRONMENT }, driverScope()),
    )
    expect(activeDeadlineSeconds).toBe(300 + 9 + 60)
  })
})

describe('the Job of a driver', () => {
  test('is started again, without charge after an eviction and not at all after a mistake in its config', () => {
    const { spec } = driverJob(ENVIRONMENT, driverScope())
    expect(spec).toMatchObject({ backoffLimit: 6, podReplacementPolicy: 'Failed' })
    expect(spec?.podFailurePolicy?.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'driver', operator: 'In', values: [64] } },
    ])
    expect(driverJob(ENVIRONMENT, driverScope({}, 'v1.24.0')).spec).not.toHaveProperty('podFailurePolicy')
  })

  test('has a service account, and its own place', () => {
    const pod = podOf(driverJob(ENVIRONMENT, driverScope(EVERYTHING)))
    expect(pod).toMatchObject({
      serviceAccountName: 'regauge-driver',
      automountServiceAccountToken: true,
      nodeSelector: { pool: 'system' },
    })
    expect(pod.containers[0]?.resources).toEqual({
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { memory: '1Gi' },
    })
  })
})

describe('what all objects of a run go with', () => {
  test('is a ConfigMap that is the same for every epoch', () => {
    const scope = driverScope()
    const later = { ...scope, epoch: 2 }
    expect(runConfigMap(scope)).toEqual(runConfigMap(later))
    expect(runConfigMap(scope).metadata).not.toHaveProperty('ownerReferences')
  })

  test('a Secret of each epoch goes with it', () => {
    const { metadata, stringData, immutable } = runSecret(driverScope(), { TOKEN: 'x' })
    expect(metadata?.ownerReferences).toHaveLength(1)
    expect({ stringData, immutable }).toEqual({ stringData: { TOKEN: 'x' }, immutable: true })
  })
})

test('all objects of a run are found by its label', () => {
  const { run } = driverScope()
  expect(labelSelector({ [LABELS.run]: labelValue(run), [LABELS.role]: 'step' })).toBe(
    `regauge.dev/run=${run},regauge.dev/role=step`,
  )
})

test('a claim that is mounted in several places is one volume of the pod, which may be written to where one of them may', () => {
  const mounts = {
    data: { claim: 'shared', mountPath: '/data' },
    past: { claim: 'shared', mountPath: '/past', subPath: 'old', readOnly: true },
    other: { claim: 'other', mountPath: '/other', readOnly: true },
  }
  const pod = podOf(stepJob(bundle(), ENVIRONMENT, driverScope({ volumes: mounts })))
  expect(pod.volumes?.flatMap(({ name, persistentVolumeClaim }) => (persistentVolumeClaim ? [name] : []))).toEqual([
    'data',
    'other',
  ])
  expect(pod.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'shared', readOnly: false } })
  expect(pod.volumes).toContainEqual({ name: 'other', persistentVolumeClaim: { claimName: 'other', readOnly: true } })
  expect(pod.containers[0]!.volumeMounts).toEqual(
    expect.arrayContaining([
      { name: 'data', mountPath: '/data', readOnly: false },
      { name: 'data', mountPath: '/past', subPath: 'old', readOnly: true },
      { name: 'other', mountPath: '/other', readOnly: true },
    ]),
  )
})
