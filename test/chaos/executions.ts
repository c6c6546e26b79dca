import { existsSync, readFileSync } from 'node:fs'

/** What a step itself said of one of its attempts, at one moment. */
export interface Execution {
  /** `begin`, or `end` and perhaps more. */
  readonly what: string
  readonly path: string
  readonly attempt: number
  /** The process or pod, by a name that no other has. */
  readonly place: string
  /** Whoever started it. */
  readonly driver: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What the steps wrote into a file, in its order. */
export function readExecutions(file: string): readonly Execution[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Execution)
}
