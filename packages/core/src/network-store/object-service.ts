import type { ListPage, Source } from '../contracts/artifact-store.ts'

/** One call of a store, for errors, and what ends it. */
export interface StoreRequest {
  /** A verb: `put`, `read`, `list`. */
  readonly action: string
  /** The key of the store, without its prefix. */
  readonly key: string
  readonly signal: AbortSignal | undefined
}

/** How an object is put. */
export interface PutRequest extends StoreRequest {
  readonly ifAbsent: boolean
  /** To be kept with the object: a writer knows its own put again by it. */
  readonly putId: string
  /** To be called before each attempt at the request that lets the object appear. */
  readonly onAttempt: () => void
}

/** What a service tells of an object without giving its bytes. */
export interface ObjectFacts {
  readonly size: number
  readonly modifiedAt: Date
  /** Of the put that wrote it; undefined of objects that others have made. */
  readonly putId: string | undefined
}

/** A checksum of all bytes of an object, in lower-case hex; a CRC-32 has eight digits. */
export interface ObjectChecksum {
  readonly algorithm: 'crc32' | 'md5'
  readonly value: string
}

/** Which bytes are read. */
export interface PartRange {
  readonly start: number
  /** Beyond the last byte; may lie beyond the object's end. */
  readonly end: number
  /** Only of this version of the object: `STORE_CONTENT_ALTERED` where it is another one by now. */
  readonly version?: string | undefined
}

/** A range of an object. */
export interface ObjectPart {
  readonly bytes: Buffer
  /** Of the whole object. */
  readonly size: number
  /** Changes with each put: an ETag, a generation. */
  readonly version: string | undefined
  /** Of the whole object, where the service tells it beside a range. */
  readonly checksum?: ObjectChecksum | undefined
}

/** Which entries are listed. */
export interface ListRequest {
  readonly prefix: string
  /** Where to begin, at this key or after it; what comes earlier is dropped by the store. */
  readonly after: string | undefined
  /** Never above the service's own `maxListed`. */
  readonly limit: number
  readonly delimiter: '/' | undefined
  /** Of the page before this one. */
  readonly token: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Some entries of a list, in the order of the service; `token` leads to the next ones and is absent on the last page. */
export interface ServicePage extends Omit<ListPage, 'next'> {
  readonly token?: string | undefined
}

/**
 * A service that keeps objects, as narrow as {@link createNetworkStore} needs it. All keys are the store's; the service
 * adds its prefix. Every method repeats its requests while they fail for a passing reason, and throws errors of the store.
 */
export interface ObjectService {
  /** For people: `bucket "models" at https://…`. */
  readonly place: string
  /** Entries that one request lists at most. */
  readonly maxListed: number
  /** Keys that `delete` takes at most. */
  readonly maxDeleted: number

  /** Puts an object of at most one part in one request. */
  put(bytes: Uint8Array, request: PutRequest): Promise<void>

  /** Puts an object of several parts. Nothing can be seen of it where this fails. */
  upload(source: Source, request: PutRequest): Promise<void>

  /** Whether a put under the condition was refused because there is an object. */
  isTaken(thrown: unknown): boolean

  /** Whether this is what a repeated put is told because an earlier attempt took effect, beside {@link isTaken}. */
  isSpent?(thrown: unknown): boolean

  /** Undefined where there is no object. */
  look(request: StoreRequest): Promise<ObjectFacts | undefined>

  /** A range, whole; undefined where it begins at or beyond the object's end. Throws `STORE_OBJECT_NOT_FOUND`. */
  readPart(range: PartRange, request: StoreRequest): Promise<ObjectPart | undefined>

  /** The checksum of one version of an object, where reading does not tell it; undefined where there is none. */
  checksum?(version: string | undefined, request: StoreRequest): Promise<ObjectChecksum | undefined>

  list(request: ListRequest): Promise<ServicePage>

  /** The order of lists. @default that of the keys' UTF-8 bytes, as the contract of stores wants it */
  compareKeys?(a: string, b: string): number

  /** The `Date` of an answer of the service. */
  date(request: StoreRequest): Promise<string | undefined>

  /** Deletes what is there of these keys. */
  delete(keys: readonly string[], signal: AbortSignal | undefined): Promise<void>

  /** Lets go of connections. */
  close(): void
}
