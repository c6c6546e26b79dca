import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OutcomeRecord } from '@regauge/core/records'

/** The outcome records of a run, by attempt: `sweep[3].fit@2`. */
export type Outcomes = ReadonlyMap<string, OutcomeRecord>

/** The outcome records in the folder of a run's steps. Each has to be whole. */
export function readOutcomes(folder: string): Outcomes {
  const names = readdirSync(folder).filter((name) => name.endsWith('.outcome.json'))
  return new Map(
    names.map((name) => [
      name.replace('.outcome.json', ''),
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as OutcomeRecord,
    ]),
  )
}
