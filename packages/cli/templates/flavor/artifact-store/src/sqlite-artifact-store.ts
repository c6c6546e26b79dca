import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { assertStoreKey, RegaugeError } from '@regauge/core'
import type { ArtifactStore, GetOptions, ListOptions, ListPage, PutOptions, Source, StoredObject } from '@regauge/core'

interface Options {
  readonly signal?: AbortSignal | undefined
}

/** Keys are kept as bytes, since the order of a list is that of the keys' UTF-8 bytes. */
const SCHEMA = `
  PRAGMA busy_timeout = 30000;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (key BLOB PRIMARY KEY, content BLOB NOT NULL, modified INTEGER NOT NULL);
`

/** How many bytes are given out at once. */
const PIECE = 64 * 1024

/** Keeps each object in a row of one SQLite file, which any number of processes may use at once. */
export class SqliteArtifactStore implements ArtifactStore {
  readonly reach = 'machine'
  readonly #file: string
  #database: DatabaseSync | undefined

  /** Connects to nothing yet. */
  constructor(file: string) {
    this.#file = file
  }

  async put(key: string, source: Source, { ifAbsent = false, signal }: PutOptions = {}): Promise<{ written: boolean }> {
    begin([key], signal)
    const content = await contentOf(key, source, signal)
    // The database decides: a look-up before the writing would let two writers in.
    const insert = `INSERT OR ${ifAbsent ? 'IGNORE' : 'REPLACE'} INTO objects VALUES (?, ?, ?)`
    return this.#use((database) => {
      const { changes } = database.prepare(insert).run(Buffer.from(key), content, Date.now())
      return { written: Number(changes) === 1 }
    })
  }

  async *get(key: string, { range, signal }: GetOptions = {}): AsyncIterable<Uint8Array> {
    begin([key], signal)
    const row = this.#use((database) =>
      database.prepare('SELECT content FROM objects WHERE key = ?').get(Buffer.from(key)),
    )
    if (!row) throw notFound(key)
    // The column is declared so.
    const content = (row['content'] as Uint8Array).subarray(range?.start, range?.end)
    for (let from = 0; from < content.byteLength; from += PIECE) {
      signal?.throwIfAborted()
      yield content.subarray(from, from + PIECE)
    }
  }

  async stat(key: string, { signal }: Options = {}): Promise<StoredObject | undefined> {
    begin([key], signal)
    const row = this.#use((database) =>
      database
        .prepare('SELECT key, length(content) AS size, modified FROM objects WHERE key = ?')
        .get(Buffer.from(key)),
    )
    return row && toObject(row)
  }

  async list(prefix: string, { after = '', limit = 1_000, delimiter, signal }: ListOptions = {}): Promise<ListPage> {
    begin([], signal)
    return this.#use((database) => {
      const rows = database
        .prepare('SELECT key, length(content) AS size, modified FROM objects WHERE key >= ? ORDER BY key')
        .iterate(Buffer.from(prefix))
      const objects: StoredObject[] = []
      const prefixes: string[] = []
      let last = after
      for (const row of rows) {
        const object = toObject(row)
        if (!object.key.startsWith(prefix)) break
        const slash = delimiter === undefined ? -1 : object.key.indexOf(delimiter, prefix.length)
        const name = slash < 0 ? object.key : object.key.slice(0, slash + 1)
        // Also leaves out what a prefix that was given already stands for.
        if (Buffer.compare(Buffer.from(name), Buffer.from(last)) <= 0) continue
        if (objects.length + prefixes.length === limit) return { objects, prefixes, next: last }
        if (slash < 0) objects.push(object)
        else prefixes.push(name)
        last = name
      }
      return { objects, prefixes }
    })
  }

  async now({ signal }: Options = {}): Promise<Date> {
    begin([], signal)
    return new Date()
  }

  async delete(keys: readonly string[], { signal }: Options = {}): Promise<void> {
    begin(keys, signal)
    this.#use((database) => {
      const remove = database.prepare('DELETE FROM objects WHERE key = ?')
      database.exec('BEGIN IMMEDIATE')
      for (const key of keys) remove.run(Buffer.from(key))
      database.exec('COMMIT')
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database?.close()
    this.#database = undefined
  }

  /** Every error of the backend leaves the store as one with a code. */
  #use<T>(work: (database: DatabaseSync) => T): T {
    try {
      this.#database ??= open(this.#file)
      return work(this.#database)
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      const code = /full/.test(message) ? 'STORE_FULL' : /readonly|EACCES/.test(message) ? 'STORE_DENIED' : undefined
      throw new RegaugeError(code ?? 'STORE_UNREACHABLE', {
        message: `The store "${this.#file}" cannot be used: ${message}.`,
        hint: 'Look at the file, its permissions and the space on its disk.',
        cause,
      })
    }
  }
}

function open(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file)
  database.exec(SCHEMA)
  return database
}

function begin(keys: readonly string[], signal: AbortSignal | undefined): void {
  signal?.throwIfAborted()
  for (const key of keys) assertStoreKey(key)
}

async function contentOf(key: string, source: Source, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.open()) {
    signal?.throwIfAborted()
    pieces.push(piece)
  }
  const content = Buffer.concat(pieces)
  if (content.byteLength === source.size) return content
  throw new RegaugeError('STORE_CONTENT_MISMATCH', {
    message: `The source of "${key}" announced ${source.size} bytes and gave ${content.byteLength}.`,
    hint: 'Announce as many bytes as the source gives.',
  })
}

function toObject(row: Record<string, unknown>): StoredObject {
  const key = Buffer.from(row['key'] as Uint8Array).toString()
  return { key, size: Number(row['size']), modifiedAt: new Date(Number(row['modified'])) }
}

function notFound(key: string): RegaugeError {
  return new RegaugeError('STORE_OBJECT_NOT_FOUND', {
    message: `There is no object "${key}".`,
    hint: 'It was never written or has been deleted.',
    details: { key },
  })
}
