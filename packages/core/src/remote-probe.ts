/**
 * `@regauge/core/remote-probe`: the main module of a probe elsewhere. It opens the store that its environment names from
 * where it runs, and leaves what it finds in the file for last words.
 */
import { tmpdir } from 'node:os'
import { writeFile } from 'node:fs/promises'
import { REMOTE_ENV, RUNNER_EXIT } from './remote/assignment.ts'
import { exitWith } from './remote/exit-with.ts'
import { formatFindings } from './remote/findings-text.ts'
import { probeElsewhere } from './remote/probe-elsewhere.ts'
import { readProbeAssignment } from './remote/read-assignment.ts'

const { env } = process
const leaving = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leaving.abort())

exitWith(async () => {
  const surroundings = { env, projectRoot: tmpdir(), leaving: leaving.signal }
  const text = formatFindings(await probeElsewhere(readProbeAssignment(env), surroundings))
  const file = env[REMOTE_ENV.termination]
  if (file === undefined) process.stdout.write(`${text}\n`)
  else await writeFile(file, text)
  return RUNNER_EXIT.done
})
