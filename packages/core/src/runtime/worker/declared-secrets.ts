import { RegaugeError } from '../../errors/regauge-error.ts'
import { suggest } from '../../util/names.ts'

/** The secrets that a step may read. Any other name throws `SECRET_UNDECLARED`; values are not listed when it is shown. */
export function declaredSecrets(
  step: string,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return new Proxy(Object.freeze({ ...values }), {
    get(target, name) {
      // Promises and inspection ask for names that no secret has.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      if (Object.hasOwn(target, name)) return target[name]
      throw new RegaugeError('SECRET_UNDECLARED', {
        message: `Step "${step}" reads the secret "${name}", which it does not declare.`,
        hint: `Add it to the step's secrets. ${suggest(name, Object.keys(values))}`,
      })
    },
  })
}
