import { defined } from '../util/defined.ts'
import type { PolicySpec } from './policy.ts'

/**
 * Merges policies field by field; a later layer wins over an earlier one. `retry`, `resources` and `env` are merged one
 * level deep, so that a layer may change one field of them; `secrets` and `retry.onOom` are replaced whole. Members that
 * are undefined change nothing. The order everywhere: built-in < stack < pipeline < step < call < flag.
 */
export function mergePolicies(...layers: readonly (PolicySpec | undefined)[]): PolicySpec {
  let merged: PolicySpec = {}
  for (const { retry, resources, env, ...plain } of layers.filter((layer) => layer !== undefined)) {
    merged = {
      ...merged,
      ...defined<PolicySpec>(plain),
      ...(retry && { retry: { ...merged.retry, ...defined(retry) } }),
      ...(resources && { resources: { ...merged.resources, ...defined(resources) } }),
      ...(env && { env: { ...merged.env, ...defined(env) } }),
    }
  }
  return merged
}
