import { z } from 'zod'
import { RUNNER_USER } from '../runner-layout.ts'
import { annotations, environment, labels, nonRoot, objectName, size } from './checks.ts'
import { podTemplate } from './pod-template.ts'
import { volumes } from './volumes.ts'

const toleration = z.strictObject({
  key: z.string().optional().describe('The taint. Left out, with operator Exists: every one.'),
  operator: z.enum(['Exists', 'Equal']).optional().describe('Left out: Equal.'),
  value: z.string().optional().describe('What the taint has to say, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Which effect is tolerated. Left out: all.'),
  tolerationSeconds: z.int().min(0).optional().describe('How long NoExecute is tolerated.'),
})

/** Where pods may run. The same for steps and for drivers. */
export const placementFields = {
  nodeSelector: z.record(z.string(), z.string()).optional().describe('Labels that a node has to have.'),
  tolerations: z.array(toleration).optional().describe('Taints of nodes that are tolerated.'),
  affinity: z
    .record(z.string(), z.json())
    .optional()
    .describe('Which nodes, and which other pods, pods want to be near to; as in a pod.'),
  priorityClassName: objectName().optional().describe('Which PriorityClass pods have.'),
  labels: labels().optional().describe('Labels of the Jobs and pods, beside those of Regauge.'),
  annotations: annotations().optional().describe('Annotations of the Jobs and pods.'),
}

const resources = z
  .strictObject({
    memory: size()
      .default('512Mi')
      .describe('Requested for steps that ask for no memory themselves. Those that do get it as request and limit.'),
    limitCpu: z.boolean().default(false).describe("Whether a step's cpu is also its limit. Left out: it may use more."),
    ephemeralStorage: size()
      .optional()
      .describe('Request and limit of what a pod may write to the disk of its node, logs and scratch included.'),
    extended: z
      .record(z.string(), z.int().positive())
      .optional()
      .describe('Further resources that each step gets, such as rdma/hca: 1.'),
  })
  .prefault({})
  .describe('What steps get beyond their own resources.')

const security = z
  .strictObject({
    runAsUser: nonRoot().default(RUNNER_USER).describe('The user that pods run as; never root.'),
    runAsGroup: nonRoot().optional().describe("Their group. Left out: the image's."),
    fsGroup: nonRoot()
      .optional()
      .describe('The group that volumes are given to, for claims that only root may write to.'),
    supplementalGroups: z.array(nonRoot()).optional().describe('Further groups.'),
    readOnlyRootFilesystem: z
      .boolean()
      .default(true)
      .describe('Whether an image is read-only. /tmp and the work directory can always be written to.'),
    seccompProfile: z
      .string()
      .min(1)
      .optional()
      .describe("Path of a profile on the nodes. Left out: the runtime's default profile."),
  })
  .prefault({})
  .describe('What may be chosen within the restricted Pod Security Standard, which every pod keeps.')

/** What the pods of steps look like. */
export const podFields = {
  resources,
  gpuResource: z
    .string()
    .min(1)
    .default('nvidia.com/gpu')
    .describe("The resource that a step's gpu counts. Its taint is tolerated by steps that want one."),
  ...placementFields,
  stepServiceAccount: objectName()
    .optional()
    .describe('Service account of steps, for identities of a cloud. They never get its token. Left out: "default".'),
  volumes,
  scratch: size()
    .optional()
    .describe('What /tmp and the work directory may each hold. Left out: what the node has to give.'),
  shm: size().optional().describe('Size of /dev/shm, in memory. Left out: 64 MiB, which most container runtimes give.'),
  imagePullSecrets: z.array(objectName()).optional().describe('Secrets to pull images with.'),
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'])
    .optional()
    .describe('When images are pulled. Left out: Always for the tag latest, else IfNotPresent.'),
  queueName: objectName().optional().describe('The LocalQueue of Kueue that the Jobs of steps wait in.'),
  runtimeClassName: objectName().optional().describe('Which RuntimeClass runs pods, such as gvisor.'),
  security,
  env: environment()
    .optional()
    .describe("Environment of steps; a step's own wins. Plain values only: they can be read in the pod."),
  podTemplate,
}
