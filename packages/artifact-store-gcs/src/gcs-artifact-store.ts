import type { ArtifactStore, GetOptions, ListOptions, ListPage, PutOptions, Source, StoredObject } from '@regauge/core'
import {
  assertFreeKey,
  CONDITIONS_KEY,
  createConditionsCheck,
  isReservedKey,
  mapConcurrent,
  readWhole,
} from '@regauge/core/store'
import { openBucket, type Bucket } from './bucket.ts'
import type { GcsArtifactStoreConfig } from './config.ts'
import { statusOf } from './gcs-error.ts'
import { listObjects } from './list-objects.ts'
import { findObject } from './object-facts.ts'
import { PART_SIZE } from './part-size.ts'
import { putObject, uploadObject } from './put-object.ts'
import { readObject } from './read-object.ts'
import { serviceTime } from './service-time.ts'

/** The client cannot delete several objects in one request. */
const DELETES_AT_ONCE = 32

interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * An artifact store in a bucket of Google Cloud Storage: the object `a/b` is the object `<prefix>/a/b`. Beyond the
 * contract it refuses keys below `.regauge`, where it keeps an object of its own.
 */
export class GcsArtifactStore implements ArtifactStore {
  readonly reach = 'network'
  readonly #bucket: Bucket
  readonly #assertConditions: ReturnType<typeof createConditionsCheck>

  constructor(config: GcsArtifactStoreConfig) {
    this.#bucket = openBucket(config)
    this.#assertConditions = createConditionsCheck(this.#bucket.place, () => this.#putProbe())
  }

  async put(
    key: string,
    source: Source,
    { ifAbsent = false, signal }: PutOptions = {},
  ): Promise<{ readonly written: boolean }> {
    begin(key, signal)
    if (ifAbsent) await this.#assertConditions(signal)
    const request = { action: 'put', key, ifAbsent, signal }
    if (source.size > PART_SIZE) return { written: await uploadObject(this.#bucket, source, request) }
    return { written: await putObject(this.#bucket, await readWhole(source, key), request) }
  }

  async *get(key: string, options: GetOptions = {}): AsyncGenerator<Uint8Array> {
    begin(key, options.signal)
    yield* readObject(this.#bucket, key, options)
  }

  async stat(key: string, { signal }: CallOptions = {}): Promise<StoredObject | undefined> {
    begin(key, signal)
    const found = await findObject(this.#bucket, { action: 'look at', key, signal })
    return found && { key, size: found.size, modifiedAt: found.modifiedAt }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    options.signal?.throwIfAborted()
    if (isReservedKey(prefix)) return { objects: [], prefixes: [] }
    return listObjects(this.#bucket, prefix, options)
  }

  async now({ signal }: CallOptions = {}): Promise<Date> {
    signal?.throwIfAborted()
    return serviceTime(this.#bucket, signal)
  }

  async delete(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    for (const key of keys) begin(key, signal)
    signal?.throwIfAborted()
    await mapConcurrent([...new Set(keys)], DELETES_AT_ONCE, (key) =>
      this.#bucket.send({ action: 'delete', key, signal }, async () => {
        await this.#bucket.file(key).delete({ ignoreNotFound: true })
      }),
    )
  }

  // oxlint-disable-next-line typescript/require-await -- nothing is held open between two calls
  async [Symbol.asyncDispose](): Promise<void> {}

  async #putProbe(): Promise<boolean> {
    const about = { action: 'put', key: CONDITIONS_KEY, signal: undefined }
    try {
      await this.#bucket.send(about, () =>
        this.#bucket
          .file(CONDITIONS_KEY)
          .save(Buffer.alloc(0), { resumable: false, validation: false, preconditionOpts: { ifGenerationMatch: 0 } }),
      )
      return true
    } catch (thrown) {
      if (statusOf(thrown) === 412) return false
      throw thrown
    }
  }
}

function begin(key: string, signal: AbortSignal | undefined): void {
  signal?.throwIfAborted()
  assertFreeKey(key)
}
