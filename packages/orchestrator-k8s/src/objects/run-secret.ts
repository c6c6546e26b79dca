import type { V1Secret } from '@kubernetes/client-node'
import { names } from '../names.ts'
import { metadataOf, type ObjectScope } from './scope.ts'

/**
 * The Secret of an epoch: values that the submitting machine has read from its environment for fields that are secret,
 * by the names of their variables. Pods refer to it with {@link runSecretReferences}.
 */
export function runSecret(
  scope: Omit<ObjectScope, 'config' | 'features'>,
  values: { readonly [variable: string]: string },
): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(scope, { name: names.secret(scope.run, scope.epoch), role: 'run' }),
    type: 'Opaque',
    immutable: true,
    stringData: { ...values },
  }
}
