/**
 * `@regauge/core/runner`: the main module of a runner elsewhere, in a container or a batch job. It works off the bundle
 * that its environment names and ends with one of the codes of `RUNNER_EXIT`.
 */
import { mkdtemp } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { REMOTE_ENV, RUNNER_EXIT } from './remote/assignment.ts'
import { exitWith } from './remote/exit-with.ts'
import { printLines } from './remote/print-lines.ts'
import { readAssignment } from './remote/read-assignment.ts'
import { runAssignment } from './remote/run-assignment.ts'
import type { BundleEnd } from './runtime/bundle-supervisor.ts'

const EXIT: { readonly [E in BundleEnd]: number } = {
  done: RUNNER_EXIT.done,
  fenced: RUNNER_EXIT.fenced,
  taken: RUNNER_EXIT.fenced,
  interrupted: RUNNER_EXIT.interrupted,
  closed: RUNNER_EXIT.interrupted,
}

const { env } = process
const leaving = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leaving.abort())

exitWith(async () => {
  const end = await runAssignment(readAssignment(env), {
    worker: env[REMOTE_ENV.worker] ?? `${hostname()}/${process.pid}`,
    env,
    projectRoot: process.cwd(),
    workDir: await mkdtemp(join(tmpdir(), 'regauge-')),
    echo: printLines(process),
    leaving: leaving.signal,
  })
  return EXIT[end]
})
