import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { bytesSource } from '../contracts/source.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { toText } from '../util/bytes.ts'
import { setAside } from './broken-record.ts'
import { readObject } from './read-object.ts'

/** What every record says of itself: the name of its format and, after a slash, its major version; and its run. */
export interface AnyRecord {
  readonly schema: string
  readonly run: string
}

/** The major version of every record format that this version reads and writes. */
const MAJOR = 1

/** How a record is written. */
export interface PutRecordOptions {
  /** Write only where nothing stands under the key. @default false */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal | undefined
}

/** How a record is read. */
export interface ReadRecordOptions {
  /** Leave a broken record where it is; for readers that decide nothing. @default false */
  readonly readOnly?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Stores a record as JSON. With `ifAbsent`, `written` says whether this call was the one that decided. */
// oxlint-disable-next-line max-params -- three and their options
export function putRecord(
  store: ArtifactStore,
  key: string,
  record: AnyRecord,
  options: PutRecordOptions = {},
): Promise<{ readonly written: boolean }> {
  return store.put(key, bytesSource(Buffer.from(JSON.stringify(record))), options)
}

/**
 * The record under a key, or undefined where there is none. `schema` is the format's name (`regauge.outcome`); fields
 * that this version does not know are kept, the others are taken as their writer left them. Throws `RECORD_TOO_NEW` for
 * a later major and `RECORD_INVALID` for another format or another run.
 *
 * A machine that loses power may leave a record cut or empty in a store of its own. Such a record counts as absent: it
 * is moved to the run's `broken/` folder, so that it can be written again.
 */
// oxlint-disable-next-line max-params -- three and their options
export async function readRecord<T extends AnyRecord>(
  store: ArtifactStore,
  key: string,
  schema: string,
  options: ReadRecordOptions = {},
): Promise<T | undefined> {
  const bytes = await readObject(store, key, options.signal)
  if (bytes === undefined) return undefined
  const record = parse(bytes)
  if (record === undefined) {
    if (store.reach === 'network') throw invalid(key, schema, 'it is no JSON object')
    if (!options.readOnly) await setAside(store, key, bytes)
    return undefined
  }
  assertSchema(record.schema, schema, key)
  if (record.run !== key.split('/', 2)[1]) throw invalid(key, schema, `its run is ${JSON.stringify(record.run)}`)
  // Records are written by `putRecord` alone; checking each field again would cost more than reading it.
  return record as T
}

function parse(bytes: Uint8Array): { readonly schema?: unknown; readonly run?: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(toText(bytes))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

function assertSchema(found: unknown, schema: string, key: string): void {
  if (found === `${schema}/${MAJOR}`) return
  const [name, major] = typeof found === 'string' ? found.split('/') : []
  if (name !== schema || !(Number(major) > MAJOR)) throw invalid(key, schema, `its schema is ${JSON.stringify(found)}`)
  throw new RegaugeError('RECORD_TOO_NEW', {
    message: `The record "${key}" has the format "${schema}/${major}"; this version of Regauge knows "${schema}/${MAJOR}".`,
    hint: 'Use at least the version that wrote it.',
    details: { key, schema: `${schema}/${major}` },
  })
}

function invalid(key: string, schema: string, problem: string): RegaugeError {
  return new RegaugeError('RECORD_INVALID', {
    message: `The record "${key}" is not a "${schema}/${MAJOR}": ${problem}.`,
    hint: 'Something else wrote to the store; look at the object, and delete it if it is of no use.',
    details: { key },
  })
}
