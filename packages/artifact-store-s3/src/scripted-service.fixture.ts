import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What happens to one request instead of a plain answer. */
export type Fault =
  /** It is refused with a code, and has no effect. */
  | { readonly status: number; readonly code: string }
  /** It takes effect, and the connection breaks before the answer. */
  | 'unanswered'
  /** Half of the answer's body comes, then the connection breaks. */
  | 'cut'
  /** Half of the answer's body comes, then nothing. */
  | 'stalled'
  /** One byte of the answer's body is another one. */
  | 'altered'

/** One request, for the script. */
export interface Request {
  readonly method: string
  readonly key: string
  /** How many requests of this method there have been on this key, this one included. */
  readonly count: number
  readonly headers: IncomingMessage['headers']
}

export interface ScriptedServiceOptions {
  /** Whether it writes where a condition forbids it. @default false */
  readonly ignoresConditions?: boolean
  readonly script?: (request: Request) => Fault | undefined
}

/** A service that speaks as much of the protocol of S3 as single objects take, and fails by a script. */
export interface ScriptedService extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly Request[]
}

interface StoredBytes {
  readonly bytes: Buffer
  readonly metadata: Readonly<Record<string, string>>
}

const METADATA = 'x-amz-meta-'

/** Starts a service of its own, without objects, on a free port. */
export async function startScriptedService(options: ScriptedServiceOptions = {}): Promise<ScriptedService> {
  const objects = new Map<string, StoredBytes>()
  const requests: Request[] = []
  const server = createServer((incoming, outgoing) => {
    const method = incoming.method!
    // The first segment is the bucket.
    const key = decodeURIComponent(new URL(incoming.url!, 'http://x').pathname.split('/').slice(2).join('/'))
    const count = 1 + requests.filter((each) => each.method === method && each.key === key).length
    const request = { method, key, count, headers: incoming.headers }
    requests.push(request)
    const fault = options.script?.(request)
    void answer({ objects, request, incoming, outgoing, fault, ignoresConditions: options.ignoresConditions ?? false })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Exchange {
  readonly objects: Map<string, StoredBytes>
  readonly request: Request
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly fault: Fault | undefined
  readonly ignoresConditions: boolean
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, incoming, outgoing, fault } = exchange
  const bytes = await buffer(incoming)
  if (typeof fault === 'object') return refuse(outgoing, fault)
  if (request.method === 'PUT') return put(exchange, bytes)
  if (request.method === 'POST') return remove(exchange, bytes)
  const found = exchange.objects.get(request.key)
  if (!found) return refuse(outgoing, { status: 404, code: 'NoSuchKey' })
  if (fault === 'unanswered') return void outgoing.destroy()
  return send(exchange, found)
}

function put({ objects, request, outgoing, fault, ignoresConditions }: Exchange, bytes: Buffer): void {
  const isTaken = request.headers['if-none-match'] === '*' && objects.has(request.key)
  if (isTaken && !ignoresConditions) return refuse(outgoing, { status: 412, code: 'PreconditionFailed' })
  const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith(METADATA))
  objects.set(request.key, { bytes, metadata: Object.fromEntries(metadata) as Record<string, string> })
  if (fault === 'unanswered') outgoing.destroy()
  else outgoing.writeHead(200, { etag: '"1"' }).end()
}

/** Like services that know no other checksum of this request. */
function remove({ objects, request, outgoing }: Exchange, bytes: Buffer): void {
  const md5 = createHash('md5').update(bytes).digest('base64')
  if (request.headers['content-md5'] !== md5) return refuse(outgoing, { status: 400, code: 'MissingContentMD5' })
  for (const [, key] of bytes.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(key!)
  outgoing.writeHead(200, { 'content-type': 'application/xml' }).end('<DeleteResult></DeleteResult>')
}

function send({ request, outgoing, fault }: Exchange, { bytes, metadata }: StoredBytes): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [undefined, '0', bytes.byteLength]
  if (Number(start) >= bytes.byteLength) return refuse(outgoing, { status: 416, code: 'InvalidRange' })
  const body = Buffer.from(bytes.subarray(Number(start), Number(end) + 1))
  if (fault === 'altered') body[0]! ^= 1
  outgoing.writeHead(request.headers.range ? 206 : 200, {
    etag: '"1"',
    'content-length': body.byteLength,
    'content-range': `bytes ${start}-${Number(start) + body.byteLength - 1}/${bytes.byteLength}`,
    ...metadata,
  })
  if (fault === 'cut' || fault === 'stalled') {
    outgoing.write(body.subarray(0, body.byteLength / 2), () => fault === 'cut' && outgoing.destroy())
  } else outgoing.end(request.method === 'HEAD' ? undefined : body)
}

function refuse(outgoing: ServerResponse, { status, code }: { readonly status: number; readonly code: string }): void {
  const body = `<Error><Code>${code}</Code><Message>It is in the script.</Message></Error>`
  outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(body)
}
