import { parseDuration } from '@regauge/core/units'
import { z } from 'zod'
import { dnsLabel, duration, objectName, size } from './config/checks.ts'
import { placementFields, podFields } from './config/pod-fields.ts'

const deadlines = z
  .strictObject({
    noPod: duration().default('60s').describe('How long a Job may have no pod.'),
    pull: duration().default('5m').describe('How long images may fail to be pulled.'),
    pending: duration().default('30m').describe('How long a pod may wait for a node, a volume or quota.'),
    warning: duration()
      .default('60s')
      .describe('After how long a pod that waits for a node, an image or quota is warned of.'),
    settle: duration()
      .default('5s')
      .describe('How long the reasons of a pod that has ended, or that only its Job knows of, are waited for.'),
    store: duration()
      .default('5m')
      .describe('How long a step that runs waits for a store that is out of reach before its attempt is given up.'),
    nodeSilent: duration().default('1m').describe('How long a node may be silent before its attempts are given up.'),
    terminating: duration()
      .default('60s')
      .describe('How long a pod may still be there after its grace period before it is given up.'),
  })
  .prefault({})
  .describe('How long Regauge waits for the cluster.')

const shared = {
  namespace: dnsLabel()
    .optional()
    .describe("Where pods run. Left out: the namespace of the context; in a pod, the pod's own."),
  context: z.string().min(1).optional().describe('Context of the kubeconfig. Left out: the current one.'),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe("A kubeconfig. Left out: KUBECONFIG, then ~/.kube/config; in a pod, the pod's service account."),
  image: z.string().min(1).optional().describe('The runner image. Left out: localhost/regauge-runner of this version.'),
  qps: z.number().positive().default(20).describe('Requests a second to the API server, on average.'),
  burst: z.int().positive().default(40).describe('Requests that may be made at once.'),
  deadlines,
  orphanTimeout: duration().default('10m').describe('How long steps go on without a driver.'),
  ttl: duration()
    .default('1h')
    .describe('How long Jobs and pods stay after they have ended. Less than an hour hides them from people.'),
  maps: z
    .enum(['indexed', 'jobs', 'auto'])
    .default('auto')
    .describe(
      'Whether a map is one Indexed Job or a Job a bundle; auto: indexed where the server can; indexed: warns else.',
    ),
  ...podFields,
}

const driverPod = z
  .strictObject({
    cpu: z.number().positive().default(0.25).describe('Cores that are requested.'),
    memory: size().default('512Mi').describe('Memory that is requested; also its limit.'),
    ...placementFields,
  })
  .prefault({})
  .describe('The pod of the driver. Images, security and scratch are those of steps; the rest of their pods is not.')

/** The schema of a stack file's `config` for the orchestrator. */
export const orchestratorConfig = z.strictObject({
  ...shared,
  driver: z
    .enum(['cluster', 'client'])
    .default('cluster')
    .describe('cluster: a Job drives the run; client: the process that submits it, which has to stay.'),
  serviceAccount: objectName()
    .default('regauge-driver')
    .describe('Service account of the driver; `regauge k8s manifests` prints one.'),
  driverPod,
})

/** The schema of a stack file's `config` for a step operator. */
export const stepOperatorConfig = z.strictObject(shared)

/** What a stack file may say of the orchestrator. */
export type KubernetesOrchestratorConfig = z.infer<typeof orchestratorConfig>

/** What a stack file may say of a step operator; all of it holds for the orchestrator, too. */
export type KubernetesConfig = z.infer<typeof stepOperatorConfig>

/** {@link KubernetesConfig.deadlines} in milliseconds. */
export type Deadlines = { readonly [K in keyof KubernetesConfig['deadlines']]: number }

/** The milliseconds of a config's deadlines. */
export function deadlinesOf({ deadlines }: Pick<KubernetesConfig, 'deadlines'>): Deadlines {
  return {
    noPod: milliseconds(deadlines.noPod),
    pull: milliseconds(deadlines.pull),
    pending: milliseconds(deadlines.pending),
    warning: milliseconds(deadlines.warning),
    settle: milliseconds(deadlines.settle),
    store: milliseconds(deadlines.store),
    nodeSilent: milliseconds(deadlines.nodeSilent),
    terminating: milliseconds(deadlines.terminating),
  }
}

/** The milliseconds of a duration that the schema has let through. */
export function milliseconds(duration: string): number {
  return parseDuration(duration)!
}
