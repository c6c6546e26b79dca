import { setTimeout as pause } from 'node:timers/promises'
import type { Finding } from '@regauge/core'
import { type Failure, RegaugeError } from '@regauge/core/errors'
import { parseFindings } from '@regauge/core/remote'
import type { Verdict } from '../classify/verdict.ts'
import { deadlinesOf } from '../config.ts'
import { lookAtJob } from '../launcher/look-at-job.ts'
import type { PodView } from '../launcher/pod-view.ts'
import type { PlaceLook } from './probed-place.ts'

const POLL_MS = 500

/** What the pod of a Job has found. Throws `PROBE_ATTEMPT_FAILED` where it does not run, or says what it waits for. */
export async function untilFindings(look: PlaceLook, name: string): Promise<readonly Finding[]> {
  const { client, namespace, config, signal } = look
  const deadlines = deadlinesOf(config)
  let verdict: Verdict | undefined
  while (!signal.aborted) {
    const options = { name, namespace, deadlines, isRestarted: false, before: verdict, signal }
    const seen = await lookAtJob(client, options).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown
    })
    const findings = seen?.pods.map(findingsOf).find((each) => each !== undefined)
    if (findings) return findings
    verdict = seen?.verdict ?? verdict
    if (verdict?.kind === 'failed') throw failedPod(verdict.failure)
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
  if (verdict?.kind !== 'waiting') throw signal.reason
  throw new RegaugeError('PROBE_ATTEMPT_FAILED', { message: `The pod waits: ${verdict.reason}` })
}

function findingsOf({ pod }: PodView): readonly Finding[] | undefined {
  const messages = pod.status?.containerStatuses?.map(({ state }) => state?.terminated?.message) ?? []
  return messages.map(parseFindings).find((each) => each !== undefined)
}

function failedPod({ class: failureClass, code, message }: Failure): RegaugeError {
  return new RegaugeError('PROBE_ATTEMPT_FAILED', {
    message: `The pod did not run: ${message} (${failureClass}, ${code})`,
    hint: 'Steps of any pipeline would fail like it.',
  })
}
