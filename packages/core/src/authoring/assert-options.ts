import { RegaugeError } from '../errors/regauge-error.ts'
import { suggest } from '../util/names.ts'

/** Throws `AUTHORING_OPTION_UNKNOWN` for an option that is not known; `where` begins the message. */
export function assertOptions(options: object, known: readonly string[], where: string): void {
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    throw new RegaugeError('AUTHORING_OPTION_UNKNOWN', {
      message: `${where}: there is no option "${option}".`,
      hint: suggest(option, known),
      details: { option },
    })
  }
}
