import type { StepOperator } from '../contracts/orchestrator.ts'
import type { Probe } from '../contracts/probe.ts'
import { ERROR_CATALOGUE, type ErrorEntry } from '../errors/catalogue.ts'
import type { Failure } from '../errors/failure.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { formatDuration } from '../util/duration.ts'
import { inProbeRun, type ProbeAttempt, type ProbeRunOptions } from './probe-run.ts'

/**
 * The probes of anything that starts attempts: that one runs to its end and leaves its outcome in the store, which it
 * reaches from wherever it runs, and that one stops when it is asked to.
 */
export function attemptProbes(place: Pick<StepOperator, 'openLauncher'>, options: ProbeRunOptions): readonly Probe[] {
  const stop: Probe = {
    name: 'stop',
    look: ({ signal }) => inProbeRun(place, { ...options, step: 'waits', signal }, stopAttempt),
  }
  return [
    {
      name: 'attempt',
      look: async ({ signal }) => ({
        detail: await inProbeRun(place, { ...options, step: 'ends', signal }, runAttempt),
        next: [stop],
      }),
    },
  ]
}

async function runAttempt(attempt: ProbeAttempt): Promise<string> {
  const began = performance.now()
  await attempt.start()
  const { outcome, failure } = await attempt.end()
  const took = formatDuration(performance.now() - began)
  if (outcome?.status === 'succeeded') return `one ran in ${took}${outcome.worker ? `, in ${outcome.worker}` : ''}`
  throw attemptFailed('did not run', outcome?.failure ?? failure)
}

async function stopAttempt(attempt: ProbeAttempt): Promise<string> {
  await attempt.start()
  await attempt.started()
  const asked = performance.now()
  await attempt.cancel()
  const { outcome, failure } = await attempt.end()
  const took = formatDuration(performance.now() - asked)
  if (outcome?.failure && hasStopped(outcome.failure)) return `one stopped in ${took}`
  throw attemptFailed('was asked to stop and ended in another way', outcome?.failure ?? failure)
}

/** An attempt whose place is taken away does not always learn in time why. */
function hasStopped({ class: failureClass, code }: Failure): boolean {
  return failureClass === 'cancelled' || code === 'STEP_INTERRUPTED'
}

function attemptFailed(what: string, failure: Failure | undefined): RegaugeError {
  const known: Readonly<Record<string, ErrorEntry>> = ERROR_CATALOGUE
  const reason = failure === undefined ? 'it left no outcome' : `${failure.message} (${failure.class}, ${failure.code})`
  return new RegaugeError('PROBE_ATTEMPT_FAILED', {
    message: `An attempt ${what}: ${reason}`,
    hint: failure && known[failure.code]?.remedy,
  })
}
