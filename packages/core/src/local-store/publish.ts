import { linkSync, lstatSync, renameSync, rmdirSync } from 'node:fs'
import { invalidKey } from '../contracts/store-key.ts'
import type { Folders } from './folders.ts'
import { parentOf } from './folders.ts'
import { fileErrorCode, isAbsence } from './store-error.ts'

/** Where a finished file is to appear. */
export interface Publication {
  readonly root: string
  readonly folders: Folders
  readonly key: string
  readonly ifAbsent: boolean
}

/** How often a folder may vanish between its making and its use before that is an error. */
const TRIES = 10

/**
 * Gives a finished file its key, in one step that every other process sees whole or not at all: a hard link where the
 * key has to be free, a rename where it may be taken. Returns whether it did; false is another writer's object there.
 */
export function publish(finished: string, to: Publication): boolean {
  const path = `${to.root}/${to.key}`
  const folder = parentOf(to.key)
  for (let tries = 1; ; tries += 1) {
    to.folders.ensure(folder)
    try {
      if (to.ifAbsent) linkSync(finished, path)
      else renameSync(finished, path)
      return true
    } catch (thrown) {
      // The folder was empty and has been removed, or is about to be told from an object of the same name.
      if (isAbsence(thrown) && tries < TRIES) to.folders.forget(folder)
      else if (isFolder(path)) removeEmptyFolder(path, to)
      else if (fileErrorCode(thrown) === 'EEXIST') return false
      else throw thrown
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory()
  } catch {
    return false
  }
}

/** A folder that lost its last object stands in nobody's way; any other takes the key. */
function removeEmptyFolder(path: string, { folders, key }: Publication): void {
  try {
    rmdirSync(path)
  } catch (thrown) {
    if (isAbsence(thrown)) return
    throw invalidKey(key, 'it is a folder of other objects already, and this store cannot hold both')
  }
  folders.forget(key)
}
