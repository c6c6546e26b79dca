import { writeFile } from 'node:fs/promises'
import type { Failure } from '../errors/failure.ts'
import { failureOf } from '../runtime/failure-of.ts'
import { REMOTE_ENV, RUNNER_EXIT } from './assignment.ts'

/**
 * Ends this process with the code that `main` gives, or, where it throws, with one that says whether another try can
 * help, after it has said why: on stderr, and in the file that the launcher reads.
 */
export function exitWith(main: () => Promise<number>): void {
  const over = main().catch(async (thrown: unknown) => {
    const failure = failureOf(thrown)
    await leaveWord(failure)
    return failure.class === 'config' ? RUNNER_EXIT.config : RUNNER_EXIT.infrastructure
  })
  // A handle that something has left open must not keep the place.
  void over.then((code) => process.exit(code))
}

async function leaveWord(failure: Failure): Promise<void> {
  process.stderr.write(`${failure.code}: ${failure.message}\n`)
  const file = process.env[REMOTE_ENV.termination]
  if (file !== undefined) await writeFile(file, JSON.stringify({ regauge: 1, ...failure })).catch(() => undefined)
}
