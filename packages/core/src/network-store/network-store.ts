import type {
  ArtifactStore,
  GetOptions,
  ListOptions,
  ListPage,
  PutOptions,
  Source,
  StoredObject,
} from '../contracts/artifact-store.ts'
import { assertFreeKey, CONDITIONS_KEY, createConditionsCheck, isReservedKey } from '../contracts/conditions-check.ts'
import { readWhole } from '../contracts/source-parts.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { listObjects } from './list-objects.ts'
import type { ObjectService, PutRequest } from './object-service.ts'
import { PART_SIZE } from './part-size.ts'
import { readObject } from './read-object.ts'
import { settlePut } from './settle-put.ts'

interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * An artifact store in a service over a network. Beyond the contract it refuses keys below `.regauge`, where it keeps an
 * object of its own, and a service that ignores conditions, with `STORE_UNSUITABLE` at the first put under one. Disposing
 * lets go of the service's connections.
 */
export function createNetworkStore(service: ObjectService): ArtifactStore {
  return new NetworkStore(service)
}

class NetworkStore implements ArtifactStore {
  readonly reach = 'network'
  readonly #service: ObjectService
  readonly #assertConditions: ReturnType<typeof createConditionsCheck>

  constructor(service: ObjectService) {
    this.#service = service
    this.#assertConditions = createConditionsCheck(service.place, () => this.#putProbe())
  }

  async put(
    key: string,
    source: Source,
    { ifAbsent = false, signal }: PutOptions = {},
  ): Promise<{ readonly written: boolean }> {
    begin(key, signal)
    if (ifAbsent) await this.#assertConditions(signal)
    const bytes = source.size > PART_SIZE ? undefined : await readWhole(source, key)
    const put = bytes
      ? (request: PutRequest) => this.#service.put(bytes, request)
      : (request: PutRequest) => this.#service.upload(source, request)
    // Saves the sending of what would be refused.
    if (ifAbsent && !bytes && (await this.#service.look({ action: 'look at', key, signal }))) return { written: false }
    return { written: await settlePut(this.#service, { action: 'put', key, ifAbsent, signal }, put) }
  }

  async *get(key: string, options: GetOptions = {}): AsyncGenerator<Uint8Array> {
    begin(key, options.signal)
    yield* readObject(this.#service, key, options)
  }

  async stat(key: string, { signal }: CallOptions = {}): Promise<StoredObject | undefined> {
    begin(key, signal)
    const found = await this.#service.look({ action: 'look at', key, signal })
    return found && { key, size: found.size, modifiedAt: found.modifiedAt }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    options.signal?.throwIfAborted()
    // No key begins like this, but a service that keeps objects as files might look into folders elsewhere.
    if (prefix.startsWith('/') || /(?:^|\/)\.{0,2}\//.test(prefix) || isReservedKey(prefix)) {
      return { objects: [], prefixes: [] }
    }
    return listObjects(this.#service, prefix, options)
  }

  async now({ signal }: CallOptions = {}): Promise<Date> {
    signal?.throwIfAborted()
    const date = await this.#service.date({ action: 'ask for the time at', key: CONDITIONS_KEY, signal })
    const time = new Date(date ?? Number.NaN)
    if (!Number.isNaN(time.getTime())) return time
    throw new RegaugeError('STORE_UNSUITABLE', {
      message: `The service of ${this.#service.place} does not tell its time: its answers have no "Date".`,
      hint: 'Look for a proxy on the way that removes the header.',
      details: { place: this.#service.place },
    })
  }

  async delete(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    for (const key of keys) assertFreeKey(key)
    const unique = [...new Set(keys)]
    for (let at = 0; at < unique.length; at += this.#service.maxDeleted) {
      signal?.throwIfAborted()
      await this.#service.delete(unique.slice(at, at + this.#service.maxDeleted), signal)
    }
  }

  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
  async [Symbol.asyncDispose](): Promise<void> {
    this.#service.close()
  }

  /** Puts the object that tells whether conditions are honoured; whether it was written. */
  async #putProbe(): Promise<boolean> {
    const request = { action: 'try a condition on', key: CONDITIONS_KEY, ifAbsent: true, signal: undefined }
    return settlePut(this.#service, request, (put) => this.#service.put(new Uint8Array(), put))
  }
}

function begin(key: string, signal: AbortSignal | undefined): void {
  signal?.throwIfAborted()
  assertFreeKey(key)
}
