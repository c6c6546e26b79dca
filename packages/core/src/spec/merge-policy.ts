import { defined } from '../util/defined.ts'
import type { PolicySpec } from './policy.ts'

/**
 * Merges policies field by field; a later layer wins over an earlier one. `retry`, `resources` and `env` are merged one
 * level deep, so that a layer may change one field of them; `secrets` and `retry.onOom` are replaced whole. Members that
 * are undefined change nothing. The order everywhere: built-in < stack < pipeline < step < call < flag.
 */
export function mergePolicies(...layers: readonly (PolicySpec | undefined)[]): PolicySpec {
  return layers.filter((layer) => layer !== undefined).reduce(mergeOver, {})
}

function mergeOver(lower: PolicySpec, { retry, resources, env, ...plain }: PolicySpec): PolicySpec {
  return {
    ...lower,
    ...defined<PolicySpec>(plain),
    ...(retry && { retry: { ...lower.retry, ...defined(retry) } }),
    ...(resources && { resources: { ...lower.resources, ...defined(resources) } }),
    ...(env && { env: { ...lower.env, ...defined(env) } }),
  }
}
