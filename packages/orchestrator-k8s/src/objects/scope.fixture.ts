import type { BundleSpec, Envelope } from '@regauge/core'
import { orchestratorConfig } from '../config.ts'
import { featuresOf } from '../features.ts'
import type { DriverScope } from './driver-job.ts'

/** A run of which objects are made, with what a stack file would say of the cluster. */
export function driverScope(config: unknown = {}, version = 'v1.34.4'): DriverScope {
  return {
    namespace: 'ml',
    run: '0193c1e2-7f00-7abc-8def-0123456789ab',
    pipeline: 'training',
    epoch: 1,
    ownerUid: '2f9c1f6e-9d5b-4a0e-8b0a-3c8c7f1d2e3f',
    config: orchestratorConfig.parse(config),
    features: featuresOf(version),
  }
}

/** An attempt of `sweep[item].fit`. */
export function envelope(given: Partial<Envelope> = {}): Envelope {
  const [item = 3] = given.items ?? []
  return {
    protocol: 1,
    run: '0193c1e2-7f00-7abc-8def-0123456789ab',
    pipeline: 'training',
    epoch: 1,
    path: `sweep[${item}].fit`,
    attempt: 2,
    node: 'sweep.fit',
    step: 'fit',
    items: [item],
    code: 'a'.repeat(64),
    plan: 'b'.repeat(64),
    inputs: {},
    outputs: {},
    graceMs: 10_000,
    env: {},
    secrets: [],
    ...given,
  }
}

/** A bundle of one attempt, or of those given. */
export function bundle(given: Partial<BundleSpec> = {}): BundleSpec {
  const envelopes = given.envelopes ?? [envelope()]
  const { path, attempt } = envelopes[0]!
  return {
    id: `${path}@${attempt}`,
    launcher: 'orchestrator',
    resources: { cpu: 1, gpu: 0 },
    ...given,
    envelopes,
  }
}

/** A config that says something in every field of a pod. */
export const EVERYTHING = {
  image: 'registry.example.com/runner:1',
  resources: { memory: '256Mi', limitCpu: true, ephemeralStorage: '2Gi', extended: { 'example.com/fast-net': 1 } },
  gpuResource: 'amd.com/gpu',
  nodeSelector: { pool: 'ml' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ml', effect: 'NoSchedule' }],
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] } },
      ],
    },
  },
  labels: { team: 'vision' },
  annotations: { 'example.com/cost': '42' },
  stepServiceAccount: 'trainer',
  volumes: {
    data: { claim: 'datasets', mountPath: '/data', readOnly: true, subPath: 'mnist' },
    cache: { emptyDir: '10Gi', mountPath: '/cache' },
    ram: { emptyDir: '1Gi', mountPath: '/ram', memory: true },
  },
  scratch: '20Gi',
  shm: '2Gi',
  imagePullSecrets: ['registry'],
  imagePullPolicy: 'IfNotPresent',
  queueName: 'ml-queue',
  security: {
    runAsUser: 2000,
    runAsGroup: 2000,
    fsGroup: 2000,
    supplementalGroups: [3000],
    readOnlyRootFilesystem: true,
  },
  env: { HF_HOME: '/cache/hf' },
  driverPod: { cpu: 0.5, memory: '1Gi', nodeSelector: { pool: 'system' }, labels: { team: 'vision' } },
  podTemplate: {
    metadata: { labels: { 'example.com/mesh': 'off' } },
    spec: {
      schedulerName: 'default-scheduler',
      dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
      containers: [
        { name: 'step', env: [{ name: 'EXTRA', value: '1' }], volumeMounts: [{ name: 'conf', mountPath: '/conf' }] },
      ],
      initContainers: [{ name: 'proxy', image: 'registry.example.com/proxy:1', restartPolicy: 'Always' }],
      volumes: [{ name: 'conf', configMap: { name: 'conf', optional: true } }],
    },
  },
} as const
