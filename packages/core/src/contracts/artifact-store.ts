/** Bytes of known size that can be read more than once, so that a write can be tried again. */
export interface Source {
  /** Bytes. A store fails with `STORE_CONTENT_MISMATCH` when `open` gives more or fewer. */
  readonly size: number
  /** Begins from the first byte on each call. */
  open(): AsyncIterable<Uint8Array>
  /** The same bytes as a file of this machine, which lets a store of this machine copy it in the kernel. */
  readonly path?: string
  /** Nobody writes to the file at `path` any more, so that a store of this machine may link instead of copying it. */
  readonly immutable?: boolean
}

export interface PutOptions {
  /** Write only where nothing is stored under the key. Holds between processes and machines. @default false */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface GetOptions {
  /** Bytes from `start` up to but not including `end`; an `end` beyond the object's is cut. */
  readonly range?: { readonly start: number; readonly end: number }
  readonly signal?: AbortSignal | undefined
}

export interface ListOptions {
  /** Only keys (and common prefixes) that come after this one. */
  readonly after?: string
  /** At most so many keys and prefixes. @default 1000 */
  readonly limit?: number
  /** Keys that contain it after the prefix are rolled up into one entry of `prefixes`, which ends with it. */
  readonly delimiter?: '/'
  readonly signal?: AbortSignal | undefined
}

export interface StoredObject {
  readonly key: string
  readonly size: number
  /** By the store's own clock, to be compared only with other times of the same store. */
  readonly modifiedAt: Date
}

export interface ListPage {
  /** In the order of the keys' UTF-8 bytes. */
  readonly objects: readonly StoredObject[]
  /** In the same order; empty without a delimiter. */
  readonly prefixes: readonly string[]
  /** Give it as `after` to read on; absent on the last page. */
  readonly next?: string
}

/**
 * Where every run keeps its records and artifacts. Keys are segments joined by `/`, at most 1,024 bytes of UTF-8 (a
 * segment at most 255), without empty segments, `.`, `..` and control characters; others are refused with
 * `STORE_KEY_INVALID`. So are a first segment that the store keeps for itself and, in a store without `nestedKeys`, a key
 * that is at the same time a folder of others. Objects appear whole or not at all. Methods may be called at the same
 * time, also on one key.
 *
 * Every method that meets a store out of reach throws `STORE_UNREACHABLE`, one without permission `STORE_DENIED`, one
 * without room `STORE_FULL`; an aborted call throws the signal's reason.
 */
export interface ArtifactStore extends AsyncDisposable {
  /** `machine`: only processes of this machine reach it; `network`: every machine with its config. */
  readonly reach: 'machine' | 'network'

  /**
   * Stores an object, replacing what is there. With `ifAbsent`, exactly one of any number of racing writers is told
   * `written: true`; the others leave the object as it is. Once a put has returned, every later get, stat and list
   * sees it.
   */
  put(key: string, source: Source, options?: PutOptions): Promise<{ readonly written: boolean }>

  /** The bytes of an object, or of a range of it, as they were when the call began. Throws `STORE_OBJECT_NOT_FOUND`. */
  get(key: string, options?: GetOptions): AsyncIterable<Uint8Array>

  /** Size and age, or undefined where nothing is stored. */
  stat(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<StoredObject | undefined>

  /** The objects whose keys begin with the prefix, which need not end at a `/`. No object is an empty page. */
  list(prefix: string, options?: ListOptions): Promise<ListPage>

  /** What the store's own clock says, the one of `modifiedAt`, to the second at least. */
  now(options?: { readonly signal?: AbortSignal | undefined }): Promise<Date>

  /** Deletes what is there of these keys; absent ones are no error. Any number of keys. */
  delete(keys: readonly string[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
}

/** What a flavor of artifact store can do. */
export interface ArtifactStoreCapabilities {
  readonly reach: 'machine' | 'network'
  /** Whether it holds a key that is at the same time a folder of others: `a` beside `a/b`. @default false */
  readonly nestedKeys?: boolean
}
