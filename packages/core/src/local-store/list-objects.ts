import type { Dirent } from 'node:fs'
import { readdirSync } from 'node:fs'
import type { ListOptions, ListPage, StoredObject } from '../contracts/artifact-store.ts'
import { compareUtf8, sortUtf8 } from '../util/utf8-order.ts'
import { parentOf } from './folders.ts'
import { statObject } from './stat-object.ts'
import { isAbsence } from './store-error.ts'
import { UNFINISHED } from './unfinished.ts'

const DEFAULT_LIMIT = 1_000

/** One page of the objects below a root whose keys begin with a prefix. The prefix's own folder has to exist. */
export function listObjects(root: string, prefix: string, options: ListOptions): ListPage {
  const limit = Math.max(1, options.limit ?? DEFAULT_LIMIT)
  const objects: StoredObject[] = []
  const prefixes: string[] = []
  let last: string | undefined
  for (const entry of walk(root, { prefix, after: options.after ?? '', rollUp: options.delimiter !== undefined })) {
    if (objects.length + prefixes.length === limit) return { objects, prefixes, next: last! }
    if (typeof entry === 'string') {
      prefixes.push(entry)
      last = entry
    } else {
      objects.push(entry)
      last = entry.key
    }
  }
  return { objects, prefixes }
}

interface Wanted {
  readonly prefix: string
  readonly after: string
  readonly rollUp: boolean
}

/** Objects, and rolled up prefixes as texts, in the order of their UTF-8 bytes. */
function* walk(root: string, wanted: Wanted): Generator<StoredObject | string> {
  const folder = parentOf(wanted.prefix)
  for (const name of readNames(root, folder)) {
    const key = folder === '' ? name : `${folder}/${name}`
    if (!key.startsWith(wanted.prefix)) continue
    const isAfter = compareUtf8(key, wanted.after) > 0
    if (!key.endsWith('/')) {
      const object = isAfter ? statObject(root, key) : undefined
      if (object) yield object
    } else if (wanted.rollUp) {
      if (isAfter && holdsObjects(root, key.slice(0, -1))) yield key
    } else if (isAfter || wanted.after.startsWith(key)) {
      yield* walk(root, { ...wanted, prefix: key })
    }
  }
}

/** The names in a folder, sorted as their keys are: a folder's name ends in the slash that its keys go on with. */
function readNames(root: string, folder: string): string[] {
  const names: string[] = []
  for (const entry of readEntries(root, folder)) {
    if (entry.isFile()) names.push(entry.name)
    else if (entry.isDirectory() && !(folder === '' && entry.name === UNFINISHED)) names.push(`${entry.name}/`)
  }
  return sortUtf8(names)
}

/** Crashed writers and deletes leave empty folders, which are no prefixes of anything. */
function holdsObjects(root: string, folder: string): boolean {
  const entries = readEntries(root, folder)
  return (
    entries.some((entry) => entry.isFile()) ||
    entries.some((entry) => entry.isDirectory() && holdsObjects(root, `${folder}/${entry.name}`))
  )
}

function readEntries(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(`${root}/${folder}`, { withFileTypes: true })
  } catch (thrown) {
    if (isAbsence(thrown)) return []
    throw thrown
  }
}
