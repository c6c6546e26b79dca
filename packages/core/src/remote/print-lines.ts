import { attemptId } from '../spec/envelope.ts'
import type { LogLine } from '../records/outcome-record.ts'
import type { Echo } from '../runtime/echo.ts'

/**
 * Prints lines into the log of a place, one as it comes: where it is from, its level, its text, and its fields as JSON.
 * What a step has written to its standard error goes to this one's, too. A log that nobody takes any more costs nothing
 * but its lines, which are stored all the same.
 */
export function printLines({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Echo {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
  return (lines, of) => {
    const source = of ? attemptId(of.path, of.attempt) : 'worker'
    for (const line of lines) (line.s === 'err' ? stderr : stdout).write(`${source}  ${textOf(line)}\n`)
  }
}

function textOf({ l, m, f }: LogLine): string {
  return [l, m, f && JSON.stringify(f)].filter((part) => part !== undefined).join('  ')
}
