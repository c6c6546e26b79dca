import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The directories of one attempt. Each is made when it is first asked for; most attempts need none. */
export interface AttemptDirectories {
  /** The author's own, empty at first. */
  readonly work: string
  /** What comes out of the store, and what is on its way into it. */
  readonly artifacts: string
  /** Removes what was made. */
  remove(): Promise<void>
}

/** The directories below `root`, which no other attempt may have. */
export function attemptDirectories(root: string): AttemptDirectories {
  const made = new Set<string>()
  const make = (name: string) => {
    const path = join(root, name)
    if (!made.has(path)) mkdirSync(path, { recursive: true })
    made.add(path)
    return path
  }
  return {
    get work() {
      return make('work')
    },
    get artifacts() {
      return make('artifacts')
    },
    async remove() {
      if (made.size > 0) await rm(root, { recursive: true, force: true })
    },
  }
}
