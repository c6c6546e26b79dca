/** What the API server says when it refuses. */
export interface ServerStatus {
  /** Of HTTP. */
  readonly code: number
  /** The server's word for it, e.g. `AlreadyExists`; empty where it has none. */
  readonly reason: string
  readonly message: string
  readonly causes: readonly { readonly reason?: string; readonly field?: string; readonly message?: string }[]
  /** The kind of what the refusal is about, as a plural: `namespaces`. */
  readonly kind?: string | undefined
  readonly name?: string | undefined
}

/** Reads a `Status` object; of anything else, e.g. the page of a proxy, its beginning becomes the message. */
export function parseServerStatus(text: string, code: number): ServerStatus {
  const status = toStatus(parseJson(text), code)
  if (status !== undefined) return status
  return { code, reason: '', message: text.slice(0, 500).replaceAll(/\s+/g, ' ').trim(), causes: [] }
}

/** The same of JSON that was parsed; undefined where it is no `Status`. */
export function toStatus(value: unknown, code: number): ServerStatus | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'Status') return undefined
  // The kind is the server's promise of these fields; a proxy that lies about it is not worth more.
  const {
    code: own,
    reason,
    message,
    details,
  } = value as Partial<ServerStatus> & {
    details?: { kind?: string; name?: string; causes?: ServerStatus['causes'] }
  }
  return {
    code: own ?? code,
    reason: reason ?? '',
    message: message ?? '',
    causes: details?.causes ?? [],
    kind: details?.kind,
    name: details?.name,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
