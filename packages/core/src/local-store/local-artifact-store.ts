import { lstatSync, unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type {
  ArtifactStore,
  GetOptions,
  ListOptions,
  ListPage,
  PutOptions,
  Source,
  StoredObject,
} from '../contracts/artifact-store.ts'
import { assertStoreKey, invalidKey, keyProblem } from '../contracts/store-key.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Folders } from './folders.ts'
import { createFolders, parentOf } from './folders.ts'
import { listObjects } from './list-objects.ts'
import { readObject } from './read-object.ts'
import { statObject } from './stat-object.ts'
import { isAbsence, toStoreError } from './store-error.ts'
import type { Unfinished } from './unfinished.ts'
import { createUnfinished, UNFINISHED } from './unfinished.ts'
import { watchSource } from './watch-source.ts'
import { writeObject } from './write-object.ts'

/** Deletes between two turns of the event loop. */
const DELETES_A_TURN = 500

/** What a local store is made of. */
export interface LocalArtifactStoreOptions {
  /** Absolute path of the store's folder; made by the first put. It may be a symbolic link, nothing below it may. */
  readonly root: string
  /** Whether a put returns only when its object would outlive a loss of power. @default false */
  readonly durable?: boolean
}

/**
 * An artifact store in a folder of this machine: the object `a/b` is the file `a/b`. Objects are finished under
 * `.tmp/` and then linked or renamed to their key, so that a reader sees them whole or not at all, and a process that
 * is killed leaves nothing but a file that the next day's first put clears away.
 *
 * Beyond the contract it refuses keys that are at the same time folders of others and keys below `.tmp`. It takes a
 * file system that tells upper from lower case and has hard links, as those of Linux and macOS's case-sensitive ones.
 */
export class LocalArtifactStore implements ArtifactStore {
  readonly reach = 'machine'
  readonly #root: string
  readonly #durable: boolean
  readonly #folders: Folders
  readonly #unfinished: Unfinished

  constructor(options: LocalArtifactStoreOptions) {
    this.#root = options.root
    this.#durable = options.durable ?? false
    this.#folders = createFolders(options.root)
    this.#unfinished = createUnfinished(options.root, this.#folders)
  }

  async put(key: string, source: Source, options: PutOptions = {}): Promise<{ readonly written: boolean }> {
    this.#begin(key, options.signal)
    const watched = watchSource(source)
    for (let isFirst = true; ; isFirst = false) {
      try {
        return { written: await this.#write(key, watched.source, options) }
      } catch (thrown) {
        if (watched.hasThrown(thrown)) throw thrown
        if (!isFirst || !isAbsence(thrown)) throw this.#errorFor(thrown, key)
        // Somebody has removed the folder of unfinished objects, maybe with the whole store: once more from the start.
        this.#folders.forget(UNFINISHED)
      }
    }
  }

  async *get(key: string, options: GetOptions = {}): AsyncGenerator<Uint8Array> {
    this.#begin(key, options.signal)
    try {
      const content = this.#folders.has(parentOf(key)) ? readObject(`${this.#root}/${key}`, options) : undefined
      if (content === undefined) throw this.#notFound(key)
      if (!(content instanceof Uint8Array)) yield* content
      else if (content.byteLength > 0) yield content
    } catch (thrown) {
      throw isAbsence(thrown) ? this.#notFound(key) : this.#errorFor(thrown, key)
    }
  }

  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract; the system answers at once
  async stat(
    key: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoredObject | undefined> {
    this.#begin(key, options.signal)
    try {
      return this.#folders.has(parentOf(key)) ? statObject(this.#root, key) : undefined
    } catch (thrown) {
      throw this.#errorFor(thrown, key)
    }
  }

  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract; the system answers at once
  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    options.signal?.throwIfAborted()
    const folder = parentOf(prefix)
    try {
      // No key is below such a folder, and it must not lead out of the root.
      if (folder !== '' && (keyProblem(folder) !== undefined || isUnfinished(folder)))
        return { objects: [], prefixes: [] }
      if (!this.#folders.has(folder)) return { objects: [], prefixes: [] }
      return listObjects(this.#root, prefix, options)
    } catch (thrown) {
      throw this.#errorFor(thrown, prefix)
    }
  }

  /** Files of this machine are dated by its clock. */
  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
  async now(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Date> {
    options.signal?.throwIfAborted()
    return new Date()
  }

  async delete(keys: readonly string[], options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    for (const key of keys) this.#begin(key, options.signal)
    const folders = new Set<string>()
    for (const [index, key] of keys.entries()) {
      if (index % DELETES_A_TURN === DELETES_A_TURN - 1) {
        await setImmediate()
        options.signal?.throwIfAborted()
      }
      try {
        if (!this.#folders.has(parentOf(key))) continue
        if (removeObject(`${this.#root}/${key}`)) folders.add(parentOf(key))
      } catch (thrown) {
        throw this.#errorFor(thrown, key)
      }
    }
    for (const folder of folders) this.#folders.prune(folder)
  }

  // oxlint-disable-next-line typescript/require-await -- nothing is held open between two calls
  async [Symbol.asyncDispose](): Promise<void> {}

  #write(key: string, source: Source, { ifAbsent = false, signal }: PutOptions): Promise<boolean> {
    return writeObject(source, {
      key,
      ifAbsent,
      signal,
      root: this.#root,
      folders: this.#folders,
      unfinished: this.#unfinished,
      durable: this.#durable,
    })
  }

  #begin(key: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    assertStoreKey(key)
    if (isUnfinished(key)) {
      throw invalidKey(key, `the local store keeps unfinished objects in "${UNFINISHED}"`)
    }
  }

  #errorFor(thrown: unknown, key: string): unknown {
    return toStoreError(thrown, key, `${this.#root}/${key}`)
  }

  #notFound(key: string): RegaugeError {
    return new RegaugeError('STORE_OBJECT_NOT_FOUND', {
      message: `The local store in ${this.#root} has no object "${key}".`,
      hint: 'It was never written or has been deleted.',
      details: { key },
    })
  }
}

function isUnfinished(key: string): boolean {
  return key === UNFINISHED || key.startsWith(`${UNFINISHED}/`)
}

/** Removes the object at a path; whether there was one. A folder of the same name is none. */
function removeObject(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (thrown) {
    if (isAbsence(thrown) || lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return false
    throw thrown
  }
}
