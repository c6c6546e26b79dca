import { open } from 'node:fs/promises'
import { parentOf } from './folders.ts'
import { isAbsence } from './store-error.ts'

/** Returns when the disk has what was written to a file, or the entries of a folder. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns when the disk has the entry of an object and those of all its folders. */
export async function syncFolders(root: string, key: string): Promise<void> {
  for (let folder = parentOf(key); folder !== ''; folder = parentOf(folder)) {
    await syncPath(`${root}/${folder}`).catch((thrown: unknown) => {
      // Somebody has deleted the object already, and its folder with it.
      if (!isAbsence(thrown)) throw thrown
    })
  }
  await syncPath(root)
}
