import { RegaugeError } from '../errors/regauge-error.ts'
import { isName, NAME_RULE } from '../util/names.ts'

/** Throws `AUTHORING_NAME_INVALID` unless the value is a name; `what` begins the message: `Step "fit": an input`. */
export function assertName(value: unknown, what: string): asserts value is string {
  if (isName(value)) return
  const given =
    typeof value === 'string' ? `the name "${value}"` : `no name, but ${JSON.stringify(value) ?? typeof value}`
  throw new RegaugeError('AUTHORING_NAME_INVALID', {
    message: `${what} has ${given}, which cannot be part of a key.`,
    hint: `A name is ${NAME_RULE}.`,
  })
}

/** Throws `AUTHORING_NAME_INVALID` or, where two names differ at most in case, `AUTHORING_NAME_TAKEN`. */
export function assertNames(names: readonly string[], what: string): void {
  const taken = new Map<string, string>()
  for (const name of names) {
    assertName(name, what)
    const other = taken.get(name.toLowerCase())
    if (other !== undefined) {
      throw new RegaugeError('AUTHORING_NAME_TAKEN', {
        message: `${what} is named "${other}" and another one "${name}"; they differ only in case.`,
        hint: 'Rename one of them.',
      })
    }
    taken.set(name.toLowerCase(), name)
  }
}
