import type { V1Secret } from '@kubernetes/client-node'
import type { ScheduleName } from '@regauge/core'
import { names } from '../names.ts'
import type { SecretReferences } from '../objects/secret-references.ts'
import { scheduleLabels } from './cron-job.ts'

/**
 * The Secret of a schedule: values that the machine which applied it has read from its environment for fields that are
 * secret. Drivers refer to it with {@link scheduleSecretReferences}.
 */
export function scheduleSecret(
  of: ScheduleName,
  { namespace, values }: { readonly namespace: string; readonly values: { readonly [variable: string]: string } },
): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: names.scheduleSecret(of), namespace, labels: scheduleLabels(of) },
    type: 'Opaque',
    immutable: true,
    stringData: { ...values },
  }
}

/** Where the values of {@link scheduleSecret} lie. */
export function scheduleSecretReferences(of: ScheduleName, variables: readonly string[]): SecretReferences {
  const secret = names.scheduleSecret(of)
  return Object.fromEntries(variables.map((variable) => [variable, { secret, key: variable }]))
}
