import type { V1Container, V1EnvVar, V1PodTemplateSpec } from '@kubernetes/client-node'
import type { BundleSpec } from '@regauge/core'
import { REMOTE_ENV } from '@regauge/core/remote'
import { milliseconds, type KubernetesConfig } from '../config.ts'
import { labelValue } from '../names.ts'
import {
  COMPILE_CACHE,
  CONTAINERS,
  COPY_COMMAND,
  RUNNER_DIRECTORY,
  RUNNER_IMAGE,
  RUNNER_TARGET,
  STEP_COMMAND,
  WORK_DIRECTORY,
} from '../runner-layout.ts'
import { environmentOf, type Environment } from './environment.ts'
import { ANNOTATIONS, INDEX_ANNOTATION, LABELS } from './keys.ts'
import { mergeTemplate } from './merge-template.ts'
import { placementOf } from './placement.ts'
import { podDeadlineSeconds } from './pod-deadline.ts'
import { gpuTolerations, stepResources } from './resources.ts'
import { runLabels, type ObjectScope } from './scope.ts'
import { containerSecurity, podSecurity } from './security.ts'
import { scratchVolumes, stepVolumes, type PodVolumes } from './volumes.ts'

/** How the pods of one Job learn what they are to do. */
export interface StepInput extends Environment {
  /** The key of the table of bundles that the environment names. @default none */
  readonly table?: string | undefined
}

/** What the pods of one Job work off, and with what. All bundles of a Job have image and resources in common. */
export interface StepWork extends StepInput {
  /** At least one, in the order of the completion indexes. */
  readonly bundles: readonly BundleSpec[]
  readonly role: 'step' | 'map'
  /** @default STEP_COMMAND */
  readonly command?: readonly string[]
}

/** Seconds that a runner gets after its grace period to write down how its attempt ended. */
const EPILOGUE_SECONDS = 20

const RUNNER_VOLUME = 'regauge-runner'

/** The labels of a step's Job and its pods. */
export function stepLabels({ bundles, role }: StepWork, scope: ObjectScope): Record<string, string> {
  const { launcher, envelopes } = bundles[0]!
  return {
    ...scope.config.labels,
    ...runLabels(scope, role),
    [LABELS.launcher]: labelValue(launcher),
    [LABELS.step]: labelValue(envelopes[0]!.node),
  }
}

/** The pod of a step: restricted, without a token of the API server, and started once. */
export function stepPod(work: StepWork, scope: ObjectScope): V1PodTemplateSpec {
  const { config } = scope
  const { image, resources } = work.bundles[0]!
  const runner = config.image ?? RUNNER_IMAGE
  const foreign = image !== undefined && image !== runner
  const volumes = [scratchVolumes(config), stepVolumes(config), ...(foreign ? [runnerVolume()] : [])]
  const template: V1PodTemplateSpec = {
    metadata: { labels: stepLabels(work, scope), annotations: stepAnnotations(work, scope) },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      ...(config.stepServiceAccount !== undefined && { serviceAccountName: config.stepServiceAccount }),
      enableServiceLinks: false,
      terminationGracePeriodSeconds: graceSeconds(work.bundles),
      ...deadline(work.bundles, config),
      securityContext: podSecurity(config),
      ...placementOf(config, gpuTolerations(resources, config)),
      ...(config.imagePullSecrets && { imagePullSecrets: config.imagePullSecrets.map((name) => ({ name })) }),
      ...(config.runtimeClassName !== undefined && { runtimeClassName: config.runtimeClassName }),
      ...(foreign && { initContainers: [copyContainer(runner, config)] }),
      containers: [stepContainer(work, image ?? runner, { config, volumes, foreign })],
      volumes: volumes.flatMap(({ volumes }) => volumes),
    },
  }
  return mergeTemplate(template, config, containerSecurity(config))
}

/** What is said of the Job and of its pods. */
export function stepAnnotations({ bundles }: StepWork, { config, epoch }: ObjectScope): Record<string, string> {
  const first = bundles[0]!.envelopes[0]!
  return {
    ...config.annotations,
    [ANNOTATIONS.path]: first.path,
    [ANNOTATIONS.attempt]: String(first.attempt),
    [ANNOTATIONS.epoch]: String(epoch),
  }
}

interface StepContainerOptions {
  readonly config: KubernetesConfig
  readonly volumes: readonly PodVolumes[]
  /** The image is not the runner's. */
  readonly foreign: boolean
}

function stepContainer(work: StepWork, image: string, { config, volumes, foreign }: StepContainerOptions): V1Container {
  const env = { ...(foreign && COMPILE_CACHE), ...config.env, ...work.env }
  return {
    name: CONTAINERS.step,
    image,
    ...(config.imagePullPolicy && { imagePullPolicy: config.imagePullPolicy }),
    command: [...(work.command ?? STEP_COMMAND)],
    args: [],
    workingDir: WORK_DIRECTORY,
    env: [...environmentOf({ env, secretEnv: work.secretEnv }), ...(work.role === 'map' ? [ROW] : [])],
    resources: stepResources(work.bundles[0]!.resources, config),
    volumeMounts: volumes.flatMap(({ mounts }) => mounts),
    securityContext: containerSecurity(config),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  }
}

/** Which row of the table of bundles is the pod's. */
const ROW: V1EnvVar = {
  name: REMOTE_ENV.row,
  valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${INDEX_ANNOTATION}']` } },
}

/** Brings Node and the runner into a pod whose image has neither. */
function copyContainer(image: string, config: KubernetesConfig): V1Container {
  return {
    name: CONTAINERS.copy,
    image,
    ...(config.imagePullPolicy && { imagePullPolicy: config.imagePullPolicy }),
    command: [...COPY_COMMAND],
    args: [],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    volumeMounts: [{ name: RUNNER_VOLUME, mountPath: RUNNER_TARGET }],
    securityContext: containerSecurity(config),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  }
}

function runnerVolume(): PodVolumes {
  return {
    volumes: [{ name: RUNNER_VOLUME, emptyDir: {} }],
    mounts: [{ name: RUNNER_VOLUME, mountPath: RUNNER_DIRECTORY, readOnly: true }],
  }
}

function graceSeconds(bundles: readonly BundleSpec[]): number {
  const graces = bundles.flatMap(({ envelopes }) => envelopes.map(({ graceMs }) => graceMs))
  return Math.ceil(graces.reduce((a, b) => Math.max(a, b), 0) / 1_000) + EPILOGUE_SECONDS
}

/** Of the bundle that may take the longest, since all pods of a Job are alike. */
function deadline(bundles: readonly BundleSpec[], { deadlines }: KubernetesConfig): { activeDeadlineSeconds?: number } {
  const each = bundles.map(({ envelopes }) => podDeadlineSeconds(envelopes, milliseconds(deadlines.pull)))
  let longest = 0
  for (const seconds of each) {
    if (seconds === undefined) return {}
    longest = Math.max(longest, seconds)
  }
  return { activeDeadlineSeconds: longest }
}
