import { lstatSync } from 'node:fs'
import type { StoredObject } from '../contracts/artifact-store.ts'
import { isAbsence } from './store-error.ts'

/** Size and age of an object, or undefined where there is none. */
export function statObject(root: string, key: string): StoredObject | undefined {
  try {
    const found = lstatSync(`${root}/${key}`, { throwIfNoEntry: false })
    if (!found?.isFile()) return undefined
    return { key, size: found.size, modifiedAt: found.mtime }
  } catch (thrown) {
    if (isAbsence(thrown)) return undefined
    throw thrown
  }
}
