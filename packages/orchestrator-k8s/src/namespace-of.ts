import type { ApiClient } from './api/api-client.ts'
import type { KubernetesConfig } from './config.ts'

/** The namespace that a config means: its own, else that of the context or of the pod. */
export function namespaceOf({ namespace }: Pick<KubernetesConfig, 'namespace'>, { connection }: ApiClient): string {
  return namespace ?? connection.namespace
}
