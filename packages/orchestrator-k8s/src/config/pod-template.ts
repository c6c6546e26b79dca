import { z } from 'zod'
import { annotations, labels } from './checks.ts'

/** What of a pod's spec decides what Regauge promises, and where it is said instead. */
const REFUSED: Readonly<Record<string, string>> = {
  hostNetwork: 'the restricted Pod Security Standard forbids it',
  hostPID: 'the restricted Pod Security Standard forbids it',
  hostIPC: 'the restricted Pod Security Standard forbids it',
  securityContext: 'say it in "security"',
  restartPolicy: 'the driver alone starts a step again',
  activeDeadlineSeconds: 'a step has a "timeout"',
  terminationGracePeriodSeconds: 'a step has a "grace"',
  automountServiceAccountToken: 'steps get no token of the API server',
  serviceAccount: 'say it in "stepServiceAccount"',
  serviceAccountName: 'say it in "stepServiceAccount"',
  readinessGates: 'the pod of a step is never asked for readiness',
  nodeName: 'it passes by the scheduler; use "nodeSelector"',
}

const spec = z.record(z.string(), z.json()).superRefine((spec, context) => {
  for (const [name, reason] of Object.entries(REFUSED)) {
    if (Object.hasOwn(spec, name)) context.addIssue({ code: 'custom', path: [name], message: `not here: ${reason}` })
  }
  for (const [index, volume] of membersOf(spec['volumes']).entries()) {
    if (Object.hasOwn(volume, 'hostPath')) {
      const message = 'not here: the restricted Pod Security Standard forbids it'
      context.addIssue({ code: 'custom', path: ['volumes', index, 'hostPath'], message })
    }
  }
})

function membersOf(list: unknown): readonly object[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : []
}

/** The hatch for all that has no field of its own. */
export const podTemplate = z
  .strictObject({
    metadata: z
      .strictObject({
        labels: labels().optional().describe('Labels of the pods.'),
        annotations: annotations().optional().describe('Annotations of the pods.'),
      })
      .optional()
      .describe('Labels and annotations.'),
    spec: spec.optional().describe('A pod spec. The container of the step is called "step".'),
  })
  .optional()
  .describe('A pod template that those of steps are merged over, for all that has no field of its own.')
