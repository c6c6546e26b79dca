import { RegaugeError } from '@regauge/core/errors'
import type { CommanderError } from 'commander'

/**
 * An error of the command-line parser as one of ours, e.g. `error: unknown option '--stak'\n(Did you mean --stack?)`
 * as `Unknown option "--stak".` with its hint.
 */
export function toUsageError(error: CommanderError, command: string): RegaugeError {
  const [problem = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const message = problem.replaceAll("'", '"').replace(/\.?$/, '.')
  const nearest = suggestion?.replace(/^\((.*?)\??\)$/, '$1?')
  const help = `See \`${command} --help\`.`
  return new RegaugeError('USAGE_INVALID', {
    message: message.charAt(0).toUpperCase() + message.slice(1),
    hint: nearest ? `${nearest} ${help}` : help,
    cause: error,
  })
}
