import type { ArtifactStore, GetOptions, ListOptions, ListPage, PutOptions, Source, StoredObject } from '@regauge/core'
import { assertFreeKey, createConditionsCheck, isReservedKey, readWhole } from '@regauge/core/store'
import { openBucket, type Bucket } from './bucket.ts'
import { putProbe } from './put-probe.ts'
import type { S3ArtifactStoreConfig } from './config.ts'
import { deleteObjects } from './delete-objects.ts'
import { listObjects } from './list-objects.ts'
import { PART_SIZE } from './part-size.ts'
import { headObject, putObject } from './put-object.ts'
import { readObject } from './read-object.ts'
import { serviceTime } from './service-time.ts'
import { uploadObject } from './upload-object.ts'

interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * An artifact store in a bucket of S3, or of a service that speaks its protocol: the object `a/b` is the object
 * `<prefix>/a/b`. Beyond the contract it refuses keys below `.regauge`, where it keeps an object of its own, and in
 * services that keep objects as files, keys that are at the same time folders of others.
 */
export class S3ArtifactStore implements ArtifactStore {
  readonly reach = 'network'
  readonly #bucket: Bucket
  readonly #assertConditions: ReturnType<typeof createConditionsCheck>

  constructor(config: S3ArtifactStoreConfig) {
    this.#bucket = openBucket(config)
    this.#assertConditions = createConditionsCheck(this.#bucket.place, () => putProbe(this.#bucket))
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
    const found = await headObject(this.#bucket, { action: 'look at', key, signal })
    return found && { key, size: found.ContentLength!, modifiedAt: found.LastModified! }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    options.signal?.throwIfAborted()
    // No key begins like this, but a service that keeps objects as files might look into folders elsewhere.
    if (prefix.startsWith('/') || /(?:^|\/)\.{0,2}\//.test(prefix) || isReservedKey(prefix)) {
      return { objects: [], prefixes: [] }
    }
    return listObjects(this.#bucket, prefix, options)
  }

  async now({ signal }: CallOptions = {}): Promise<Date> {
    signal?.throwIfAborted()
    return serviceTime(this.#bucket, signal)
  }

  async delete(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    for (const key of keys) begin(key, signal)
    signal?.throwIfAborted()
    await deleteObjects(this.#bucket, keys, signal)
  }

  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
  async [Symbol.asyncDispose](): Promise<void> {
    this.#bucket.client.destroy()
  }
}

function begin(key: string, signal: AbortSignal | undefined): void {
  signal?.throwIfAborted()
  assertFreeKey(key)
}
