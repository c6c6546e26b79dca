import type { V1EnvVar } from '@kubernetes/client-node'
import { REMOTE_ENV } from '@regauge/core/remote'
import { POD_VARIABLES, TERMINATION_FILE } from '../runner-layout.ts'
import type { SecretReferences } from './secret-references.ts'

/** What stands in a container's environment. */
export interface Environment {
  readonly env: { readonly [name: string]: string }
  /** Only by reference: a value in a Job could be read by everybody who may see Jobs. */
  readonly secretEnv: SecretReferences
}

const FIELDS: Readonly<Record<Exclude<keyof typeof POD_VARIABLES, 'job' | 'jobUid'>, string>> = {
  uid: 'metadata.uid',
  address: 'status.podIP',
  namespace: 'metadata.namespace',
}

/** The variables of a container: plain ones, secrets, and what the pod knows of itself. Later ones win. */
export function environmentOf({ env, secretEnv }: Environment): V1EnvVar[] {
  const variables = new Map<string, V1EnvVar>()
  for (const [name, value] of Object.entries(env)) variables.set(name, { name, value: literal(value) })
  for (const [name, { secret, key }] of Object.entries(secretEnv)) {
    variables.set(name, { name, valueFrom: { secretKeyRef: { name: secret, key } } })
  }
  for (const [field, fieldPath] of Object.entries(FIELDS)) {
    // The keys are those of the table above.
    const name = POD_VARIABLES[field as keyof typeof FIELDS]
    variables.set(name, { name, valueFrom: { fieldRef: { fieldPath } } })
  }
  variables.set(REMOTE_ENV.termination, { name: REMOTE_ENV.termination, value: TERMINATION_FILE })
  return [...variables.values()]
}

/** A value as Kubernetes has to be told it, which would otherwise read `$(NAME)` as a variable and `$$` as `$`. */
function literal(value: string): string {
  return value.replaceAll('$', '$$$$')
}
