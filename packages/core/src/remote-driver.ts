/**
 * `@regauge/core/remote-driver`: the main module of a driver elsewhere. It drives the run that its environment names and
 * ends with one of the codes of `RUNNER_EXIT`; how the run itself ended stands in the run's records.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUNNER_EXIT } from './remote/assignment.ts'
import { driveElsewhere } from './remote/drive-elsewhere.ts'
import { exitWith } from './remote/exit-with.ts'
import { readDriverAssignment } from './remote/read-assignment.ts'

const { env } = process
const leaving = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leaving.abort())

exitWith(async () => {
  const projectRoot = await mkdtemp(join(tmpdir(), 'regauge-'))
  const { kind } = await driveElsewhere(readDriverAssignment(env), { env, projectRoot, leaving: leaving.signal })
  return kind === 'left' ? RUNNER_EXIT.interrupted : RUNNER_EXIT.done
})
