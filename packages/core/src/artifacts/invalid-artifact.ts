import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'

/** What is wrong with a value, without saying whose it is; {@link naming} adds that. */
export interface ValueProblem {
  /** A clause: `it is NaN`. */
  readonly problem: string
  readonly hint: string
  /** Where in the value, e.g. `[3].label`; absent: the value itself. */
  readonly at?: string
  readonly cause?: unknown
}

/** The error for a value that cannot be stored or read: `ARTIFACT_INVALID`. */
export function refuseValue({ problem, hint, at, cause }: ValueProblem): RegaugeError {
  return new RegaugeError('ARTIFACT_INVALID', {
    message: at ? `at ${at}, ${problem}` : problem,
    hint,
    details: { issues: [{ path: at ?? '', message: problem }] },
    cause,
  })
}

/** Runs `act`, and lets an `ARTIFACT_INVALID` of it begin with whose value it is: `The output "rows" …: at [3], …`. */
export async function naming<T>(subject: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (!isRegaugeError(thrown) || thrown.code !== 'ARTIFACT_INVALID') throw thrown
    throw new RegaugeError('ARTIFACT_INVALID', {
      message: `${subject}: ${thrown.message}${thrown.message.endsWith('.') ? '' : '.'}`,
      hint: thrown.hint,
      details: thrown.details,
      cause: thrown.cause,
    })
  }
}

/** What sort of value it is, for messages: `a string`, `an array`, `a Date`. */
export function sortOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name
  if (!name || name === 'Object') return 'an object'
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}
