import type { V1PodSpec, V1Toleration } from '@kubernetes/client-node'
import type { KubernetesConfig } from '../config.ts'

/** Where a pod may run. */
export type Placement = Pick<KubernetesConfig, 'nodeSelector' | 'tolerations' | 'affinity' | 'priorityClassName'>

/** A config's placement as the fields of a pod's spec, with further tolerations. */
export function placementOf(placement: Placement, more: readonly V1Toleration[] = []): Partial<V1PodSpec> {
  const { nodeSelector, tolerations = [], affinity, priorityClassName } = placement
  const all = [...tolerations.map(toToleration), ...more]
  return {
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    ...(all.length > 0 && { tolerations: all }),
    ...(affinity && { affinity }),
    ...(priorityClassName !== undefined && { priorityClassName }),
  }
}

/** Without the fields that the config leaves out. */
function toToleration(toleration: NonNullable<Placement['tolerations']>[number]): V1Toleration {
  const { key, operator, value, effect, tolerationSeconds } = toleration
  return {
    ...(key !== undefined && { key }),
    ...(operator !== undefined && { operator }),
    ...(value !== undefined && { value }),
    ...(effect !== undefined && { effect }),
    ...(tolerationSeconds !== undefined && { tolerationSeconds }),
  }
}
