import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes bytes one after the other into a file, which appears whole or not at all. */
export async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const unfinished = `${path}.${process.pid}`
  try {
    await writeFile(unfinished, pieces)
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}
