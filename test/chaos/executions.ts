import { existsSync, readFileSync } from 'node:fs'

/** One line of what the steps themselves wrote. */
export interface Execution {
  readonly what: string
  readonly path: string
  readonly attempt: number
  readonly pid: number
  /** The process that drove the run at that time. */
  readonly driver: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What the steps wrote, in its order. */
export function readExecutions(file: string): readonly Execution[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Execution)
}
