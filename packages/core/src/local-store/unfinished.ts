import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, unlinkSync } from 'node:fs'
import type { Folders } from './folders.ts'

/** The folder of objects that are still being written. No key may begin with it, and no list shows it. */
export const UNFINISHED = '.tmp'

const STALE_MS = 24 * 60 * 60 * 1000

/** Gives out paths for unfinished objects, on the same file system as the finished ones. */
export interface Unfinished {
  /** A path of this process alone. Its folder exists; nothing is there yet. */
  freshPath(): string
}

/** Unfinished objects below a root. The first path that is asked for clears away what crashed writers left behind. */
export function createUnfinished(root: string, folders: Folders): Unfinished {
  const folder = `${root}/${UNFINISHED}`
  const writer = `${process.pid}-${randomBytes(6).toString('hex')}`
  let count = 0
  return {
    freshPath() {
      folders.ensure(UNFINISHED)
      if (count === 0) removeStale(folder, Date.now() - STALE_MS)
      count += 1
      return `${folder}/${writer}-${count}`
    },
  }
}

function removeStale(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`
    try {
      if (lstatSync(path).mtimeMs < before) unlinkSync(path)
    } catch {
      // Its writer has just finished it, or another process clears away too; what stays is in nobody's way.
    }
  }
}
