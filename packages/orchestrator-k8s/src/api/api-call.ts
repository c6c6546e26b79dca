import type { ReadBody } from './read-body.ts'

/** What may be asked for, in the words of roles. */
export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete' | 'deletecollection'

/** One question to the API server. It may take several requests until it is answered. */
export interface ApiCall {
  readonly verb: ApiVerb
  /** As roles name it, e.g. `jobs.batch`: for messages and counts. */
  readonly resource: string
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly path: string
  /** Members that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** @default application/json */
  readonly contentType?: string
  /** What the answer is read as. @default JSON */
  readonly read?: ReadBody
  /**
   * Asking twice does no harm, so that it is asked again also when nobody knows whether the first time took effect.
   * @default true for reads, else false
   */
  readonly isRepeatable?: boolean
  readonly options: ApiCallOptions
}

/** What every call takes. */
export interface ApiCallOptions {
  readonly signal?: AbortSignal | undefined
  /** How long to go on asking a server that is away or busy, in milliseconds. Absent: as the client was told. */
  readonly patienceMs?: number | undefined
}

/** Whether a verb changes nothing. */
export function isRead(verb: ApiVerb): boolean {
  return verb === 'get' || verb === 'list' || verb === 'watch'
}

/** For messages: `create jobs.batch "x" in namespace "ml"`. */
export function describeCall({ verb, resource, name, namespace }: Omit<ApiCall, 'path' | 'options'>): string {
  const object = name === undefined ? resource : `${resource} "${name}"`
  const place = namespace === undefined ? '' : ` in namespace "${namespace}"`
  return `${verb === 'deletecollection' ? 'delete' : verb} ${object}${place}`
}
