import type { V1PodTemplateSpec } from '@kubernetes/client-node'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import { CONTAINERS, DRIVER_COMMAND, RUNNER_IMAGE, WORK_DIRECTORY } from '../runner-layout.ts'
import { environmentOf, type Environment } from './environment.ts'
import { placementOf } from './placement.ts'
import { cores, quantity } from './resources.ts'
import { containerSecurity, podSecurity } from './security.ts'
import { scratchVolumes } from './volumes.ts'

/** Seconds in which a driver that is asked to end gives up its run for the next one. */
const GRACE_SECONDS = 30

/** What is said of a driver's pod. */
export interface DriverPodOptions extends Environment {
  readonly labels: { readonly [label: string]: string }
  readonly annotations: { readonly [annotation: string]: string }
  /** @default DRIVER_COMMAND */
  readonly command?: readonly string[] | undefined
}

/** The pod of a driver: the runner image with the driver's service account, as restricted as that of a step. */
export function driverPod(options: DriverPodOptions, config: KubernetesOrchestratorConfig): V1PodTemplateSpec {
  const { driverPod: pod, imagePullPolicy, imagePullSecrets, runtimeClassName } = config
  const { volumes, mounts } = scratchVolumes(config)
  const memory = quantity(pod.memory)
  return {
    metadata: {
      labels: { ...pod.labels, ...options.labels },
      annotations: { ...pod.annotations, ...options.annotations },
    },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: config.serviceAccount,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: GRACE_SECONDS,
      securityContext: podSecurity(config),
      ...placementOf(pod),
      ...(imagePullSecrets && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      ...(runtimeClassName !== undefined && { runtimeClassName }),
      containers: [
        {
          name: CONTAINERS.driver,
          image: config.image ?? RUNNER_IMAGE,
          ...(imagePullPolicy && { imagePullPolicy }),
          command: [...(options.command ?? DRIVER_COMMAND)],
          args: [],
          workingDir: WORK_DIRECTORY,
          env: environmentOf(options),
          resources: { requests: { cpu: cores(pod.cpu), memory }, limits: { memory } },
          volumeMounts: [...mounts],
          securityContext: containerSecurity(config),
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
      volumes: [...volumes],
    },
  }
}
