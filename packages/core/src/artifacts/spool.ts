import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writePieces } from '../util/file-pieces.ts'
import { inWorkDir, isFileError, workDirError } from './work-dir-error.ts'

/** Where bytes wait until their size and digest are known. */
export interface SpoolPlace {
  readonly workDir: string
  readonly signal: AbortSignal
}

/** Writes pieces to a file of ours, which is there until `use` has returned. */
export async function spool<T>(
  pieces: AsyncIterable<Uint8Array>,
  { workDir, signal }: SpoolPlace,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(workDir, `.regauge-spool-${randomUUID()}`)
  let file: FileHandle | undefined
  try {
    file = await inWorkDir(workDir, async () => {
      await mkdir(workDir, { recursive: true })
      return open(path, 'wx')
    })
    await writePieces(file, pieces, { signal }).catch((thrown: unknown) => {
      // An error in the giving of the pieces is the author's own.
      throw isFileError(thrown) && thrown.syscall.startsWith('write') ? workDirError(thrown, workDir) : thrown
    })
    await file.close()
    file = undefined
    return await use(path)
  } finally {
    await file?.close()
    // What cannot be removed goes with the work directory.
    await rm(path, { force: true }).catch(() => undefined)
  }
}
