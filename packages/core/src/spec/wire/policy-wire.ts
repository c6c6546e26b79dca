import { z } from 'zod'
import { FAIL_MODES, type FailMode, type PolicySpec, type ResourcePolicy, type RetryPolicy } from '../policy.ts'
import type { WireKit } from './kit.ts'
import { count, duration, positive, recordOf, size, text, texts } from './scalars.ts'

/** The schema of a fail mode. */
export const failMode: z.ZodType<FailMode> = z.enum(FAIL_MODES)

/** The schema of a policy. */
export function policyWire({ object, named }: WireKit): z.ZodType<PolicySpec> {
  const factor = z.number().min(1)
  const retry = object<RetryPolicy>(
    {},
    {
      attempts: positive,
      infrastructure: count,
      delay: duration,
      maxDelay: duration,
      backoff: factor,
      jitter: z.number().min(0).max(1),
      onOom: object<NonNullable<RetryPolicy['onOom']>>({ memory: factor }, { max: size }),
    },
  )
  const resources = object<ResourcePolicy>({}, { cpu: z.number().positive(), memory: size, gpu: count })
  return named(
    'Policy',
    object<PolicySpec>(
      {},
      {
        retry,
        timeout: duration,
        grace: duration,
        resources,
        image: text,
        operator: text,
        env: recordOf(text),
        secrets: texts,
      },
    ),
  )
}
