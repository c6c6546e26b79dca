import { inspect } from 'node:util'
import { authorStack } from '../../errors/author-stack.ts'
import type { Failure } from '../../errors/failure.ts'
import { isRegaugeError } from '../../errors/regauge-error.ts'
import { isRetryableError, isTerminalError, retryAfterMsOf } from '../../contracts/step-errors.ts'
import { defined } from '../../util/defined.ts'

/** The failure of an attempt whose own code threw. `code` is its code where the error has none of its own. */
export function userFailure(
  thrown: unknown,
  options: { readonly projectRoot: string; readonly code?: string },
): Failure {
  const { projectRoot, code = 'STEP_FAILED' } = options
  return defined<Failure>({
    class: isOutOfMemory(thrown) ? 'oom' : 'user',
    code: isOutOfMemory(thrown) ? 'STEP_OUT_OF_MEMORY' : (codeOf(thrown) ?? code),
    message: messageFor(thrown),
    terminal: isTerminalError(thrown) ? true : undefined,
    retryAfterMs: retryAfterMsOf(thrown),
    stack: authorStack(thrown, projectRoot),
  })
}

function codeOf(thrown: unknown): string | undefined {
  if (isRegaugeError(thrown)) return thrown.code
  return isTerminalError(thrown) || isRetryableError(thrown) ? thrown.code : undefined
}

function messageFor(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return `It threw ${typeof thrown === 'string' ? thrown : inspect(thrown)}, which is no Error.`
  }
  const hint = isRegaugeError(thrown) ? thrown.hint : undefined
  const message = thrown.message === '' ? thrown.name : thrown.message
  return hint === undefined ? message : `${message} ${hint}`
}

/** Memory that Node could not get, where it lived to tell. */
function isOutOfMemory(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const code = 'code' in thrown ? thrown.code : undefined
  return (
    thrown.message === 'Array buffer allocation failed' ||
    code === 'ERR_MEMORY_ALLOCATION_FAILED' ||
    code === 'ERR_WORKER_OUT_OF_MEMORY'
  )
}
