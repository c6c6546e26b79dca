import { lstatSync, mkdirSync, realpathSync, rmdirSync } from 'node:fs'
import { invalidKey } from '../contracts/store-key.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { fileErrorCode, isAbsence } from './store-error.ts'

/** How many folders are remembered before the memory is emptied. */
const REMEMBERED = 20_000

/** How often the making of a folder is begun anew. */
const TRIES = 10

/** Makes the folders of a local store and sees to it that none of them leads out of its root. */
export interface Folders {
  /** Whether a folder exists. Throws `STORE_DENIED` where it lies behind a symbolic link. */
  has(folder: string): boolean
  /** Makes a folder with its parents. Throws `STORE_KEY_INVALID` where one of them is an object. */
  ensure(folder: string): void
  /** Takes back what is remembered of a folder, because it turned out to be gone. */
  forget(folder: string): void
  /** Removes a folder and its parents as long as they are empty. */
  prune(folder: string): void
}

/** Folders below a root, named relative to it (`runs/a/steps`; the root itself is `''`). Touches nothing by itself. */
export function createFolders(root: string): Folders {
  const known = new Set<string>()
  let realRoot: string | undefined

  const pathOf = (folder: string) => (folder === '' ? root : `${root}/${folder}`)

  const verify = (folder: string): boolean => {
    try {
      realRoot ??= realpathSync.native(root)
      // The slash keeps an object of that name from passing for a folder.
      if (realpathSync.native(`${pathOf(folder)}/`) !== (folder === '' ? realRoot : `${realRoot}/${folder}`)) {
        throw symbolicLink(folder, root)
      }
    } catch (thrown) {
      if (isAbsence(thrown)) return false
      throw thrown
    }
    if (known.size >= REMEMBERED) known.clear()
    known.add(folder)
    return true
  }

  const has = (folder: string) => known.has(folder) || verify(folder)

  function ensure(folder: string): void {
    // Somebody may remove an empty folder between its making and the making of the next one in it.
    for (let tries = 1; !has(folder); tries += 1) {
      // Only below a folder that has been looked at, so that nothing is made behind a symbolic link.
      if (folder !== '') ensure(parentOf(folder))
      try {
        mkdirSync(pathOf(folder), { recursive: folder === '' })
      } catch (thrown) {
        if (fileErrorCode(thrown) === 'EEXIST' && folder !== '' && !isFolderOrGone(pathOf(folder))) {
          throw invalidKey(`${folder}/…`, 'a part of its folder is an object already, and this store cannot hold both')
        }
        if (tries === TRIES) throw thrown
        known.delete(parentOf(folder))
      }
    }
  }

  return {
    has,
    ensure,
    forget: (folder) => void known.delete(folder),
    prune(folder) {
      for (let current = folder; current !== ''; current = parentOf(current)) {
        try {
          rmdirSync(pathOf(current))
        } catch {
          // Not empty, or gone already.
          return
        }
        known.delete(current)
      }
    },
  }
}

function isFolderOrGone(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true
}

/** The folder of a key or folder, relative to the root; `''` at the top. */
export function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')))
}

function symbolicLink(folder: string, root: string): RegaugeError {
  return new RegaugeError('STORE_DENIED', {
    message: `The folder "${folder}" of the local store in ${root} lies behind a symbolic link.`,
    hint: 'Remove the link; only the root of the store may be one.',
    details: { folder, root },
  })
}
