import {
  type Assignment,
  type DriverAssignment,
  type ProbeAssignment,
  REMOTE_ENV,
  type ScheduledAssignment,
} from './assignment.ts'
import type { ReferenceNeeds } from '../contracts/orchestrator.ts'

/** Environment variables of a process elsewhere. */
export interface RemoteEnv {
  readonly plain: { readonly [name: string]: string }
  /** Values that must not be readable where the process is described. */
  readonly secret: { readonly [name: string]: string }
}

/** What `@regauge/core/runner` is started with, beside its worker's name and the secrets of its steps and store. */
export function runnerEnv(assignment: Assignment, needs: ReferenceNeeds): RemoteEnv {
  return withReferences({ [REMOTE_ENV.assignment]: JSON.stringify(assignment) }, needs)
}

/** What `@regauge/core/remote-driver` is started with, beside the secrets of its stack. */
export function driverEnv(assignment: DriverAssignment, needs: ReferenceNeeds): RemoteEnv {
  return withReferences({ [REMOTE_ENV.driver]: JSON.stringify(assignment) }, needs)
}

/** What `@regauge/core/remote-probe` is started with, beside the secrets of the store. */
export function probeEnv(assignment: ProbeAssignment, needs: ReferenceNeeds): RemoteEnv {
  return withReferences({ [REMOTE_ENV.probe]: JSON.stringify(assignment) }, needs)
}

/** What a driver that makes its run is started with, beside the secrets of its stack. */
export function scheduledEnv(assignment: ScheduledAssignment, needs: ReferenceNeeds): RemoteEnv {
  return withReferences({ [REMOTE_ENV.schedule]: JSON.stringify(assignment) }, needs)
}

/** The part of all of them that is the same for all processes of an epoch. */
export function referenceEnv({ env, secretEnv }: ReferenceNeeds): RemoteEnv {
  return { plain: prefixed(env), secret: prefixed(secretEnv) }
}

function withReferences(own: Readonly<Record<string, string>>, needs: ReferenceNeeds): RemoteEnv {
  const { plain, secret } = referenceEnv(needs)
  return { plain: { ...plain, ...own }, secret }
}

function prefixed(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${REMOTE_ENV.reference}${name}`, value]))
}
