import type { PolicySpec } from '../../spec/policy.ts'
import type { ResourcePlan, RetryPlan } from '../../spec/plan.ts'
import { parseDuration } from '../../util/duration.ts'
import { parseSize } from '../../util/size.ts'
import { BUILT_IN_POLICY } from '../built-in-policy.ts'

/** A policy with every default filled in, durations in milliseconds and sizes in bytes. */
export interface ResolvedPolicy {
  readonly retry: RetryPlan
  readonly timeoutMs?: number
  readonly graceMs: number
  readonly resources: ResourcePlan
  readonly image?: string
  readonly operator?: string
  readonly env: { readonly [name: string]: string }
  readonly secrets: readonly string[]
}

/** Resolves a merged policy. What cannot be read counts as absent: `checkPolicies` has refused it. */
export function resolvePolicy(policy: PolicySpec): ResolvedPolicy {
  const timeoutMs = milliseconds(policy.timeout)
  const memory = bytes(policy.resources?.memory)
  return {
    retry: resolveRetry(policy.retry),
    ...(timeoutMs !== undefined && { timeoutMs }),
    graceMs: milliseconds(policy.grace) ?? milliseconds(BUILT_IN_POLICY.grace)!,
    resources: {
      cpu: policy.resources?.cpu ?? BUILT_IN_POLICY.resources.cpu,
      ...(memory !== undefined && { memory }),
      gpu: policy.resources?.gpu ?? BUILT_IN_POLICY.resources.gpu,
    },
    ...(policy.image !== undefined && { image: policy.image }),
    ...(policy.operator !== undefined && { operator: policy.operator }),
    env: policy.env ?? {},
    secrets: policy.secrets ?? [],
  }
}

function resolveRetry(retry: PolicySpec['retry']): RetryPlan {
  const builtIn = BUILT_IN_POLICY.retry
  const delayMs = milliseconds(retry?.delay) ?? milliseconds(builtIn.delay)!
  const maxDelayMs = milliseconds(retry?.maxDelay) ?? milliseconds(builtIn.maxDelay)!
  const maxBytes = bytes(retry?.onOom?.max)
  return {
    attempts: retry?.attempts ?? builtIn.attempts,
    infrastructure: retry?.infrastructure ?? builtIn.infrastructure,
    delayMs,
    // A first pause beyond the limit was asked for by somebody who did not think of the limit, which may be built in.
    maxDelayMs: Math.max(delayMs, maxDelayMs),
    backoff: retry?.backoff ?? builtIn.backoff,
    jitter: retry?.jitter ?? builtIn.jitter,
    ...(retry?.onOom && { onOom: { memory: retry.onOom.memory, ...(maxBytes !== undefined && { maxBytes }) } }),
  }
}

function milliseconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration)
}

function bytes(size: string | undefined): number | undefined {
  return size === undefined ? undefined : parseSize(size)
}
