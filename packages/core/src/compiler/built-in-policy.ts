import type { FailMode, PolicySpec } from '../spec/policy.ts'

/** The lowest layer of every policy: what holds where nobody says anything. */
export const BUILT_IN_POLICY = {
  retry: { attempts: 1, infrastructure: 5, delay: '1s', maxDelay: '5m', backoff: 2, jitter: 0.2 },
  grace: '10s',
  resources: { cpu: 1, gpu: 0 },
} as const satisfies PolicySpec

/** What a run does after a failure where neither the pipeline nor a flag says. */
export const BUILT_IN_FAIL_MODE: FailMode = 'fail-fast'
