import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { untilAborted } from '@regauge/core/store'
import type { Connection } from './connection.ts'

/** One request on the wire. */
export interface WireRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** The head of an answer, and its body as it arrives, unpacked. A body that breaks off ends in an error. */
export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}

/** After this, the system asks the other side whether it is still there. */
const PROBE_AFTER_MS = 30_000

/** Sends a request; resolves with the head of the answer. The signal ends it, and the body as well. */
export async function send(connection: Connection, request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  const { body } = request
  const { headers, ...security } = await untilAborted(connection.secure(), signal)
  // Some turns have passed since the wait was over.
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const transport = connection.server.startsWith('http:') ? http : https
  const outgoing = transport.request(connection.server + request.path, {
    ...security,
    method: request.method,
    // Without a length, Node would send the body of a DELETE as if it were the next request.
    headers: {
      ...headers,
      ...request.headers,
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
  })
  // Destroying a request with an error ends its answer as well, unlike its option `signal` with the reason itself.
  const onAbort = () => outgoing.destroy(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  outgoing.once('close', () => signal.removeEventListener('abort', onAbort))
  outgoing.once('socket', (socket) => socket.setKeepAlive(true, PROBE_AFTER_MS))
  outgoing.once('response', resolve)
  outgoing.on('error', reject)
  outgoing.end(body)
  const incoming = await promise
  return { status: incoming.statusCode!, headers: incoming.headers, body: unpacked(incoming) }
}

function unpacked(incoming: IncomingMessage): Readable {
  if (incoming.headers['content-encoding'] !== 'gzip') return incoming
  // Errors of either stream reach whoever reads the second.
  return pipeline(incoming, createGunzip(), () => undefined)
}
