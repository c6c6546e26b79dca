/**
 * `@regauge/orchestrator-k8s/scheduled-driver`: the main module of the pod of a CronJob's Job. It makes the run of the
 * time that its Job was due at, drives it, and ends with one of the codes of `RUNNER_EXIT`.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { driveScheduled, exitWith, readScheduledAssignment, RUNNER_EXIT } from '@regauge/core/scheduled'
import { POD_VARIABLES } from './runner-layout.ts'
import { scheduledTimeOf } from './schedule/scheduled-time.ts'

const { env } = process
const leaving = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leaving.abort())

exitWith(async () => {
  const { [POD_VARIABLES.job]: job = '', [POD_VARIABLES.jobUid]: uid = '' } = env
  const { kind } = await driveScheduled(readScheduledAssignment(env), {
    env,
    projectRoot: await mkdtemp(join(tmpdir(), 'regauge-')),
    leaving: leaving.signal,
    place: job,
    // A Job that a person has called as they like is an occasion of its own.
    occasion: scheduledTimeOf(job, new Date()) ?? `${job}/${uid}`,
  })
  return kind === 'left' ? RUNNER_EXIT.interrupted : RUNNER_EXIT.done
})
