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
  /** `put` and `commit` let an object appear; `stage` sends a block of one; `look` and `read` are about one. */
  readonly action: 'put' | 'stage' | 'commit' | 'look' | 'read'
  readonly name: string
  /** How many requests of this action there have been on this object, this one included. */
  readonly count: number
  readonly headers: IncomingMessage['headers']
}

export type Script = (request: Request) => Fault | undefined

/** A service that speaks as much of the protocol of Azure's blobs as single objects take, and fails by a script. */
export interface ScriptedService extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly Request[]
}

interface StoredBytes {
  readonly bytes: Buffer
  /** Heads of its answers. */
  readonly heads: Readonly<Record<string, string>>
  readonly etag: string
}

interface State {
  readonly objects: Map<string, StoredBytes>
  /** Staged and not yet committed, by the object's name and the block's id. */
  readonly blocks: Map<string, Map<string, Buffer>>
}

const METADATA = 'x-ms-meta-'

/** Starts a service of its own, without objects, on a free port. */
export async function startScriptedService(script: Script = () => undefined): Promise<ScriptedService> {
  const state: State = { objects: new Map(), blocks: new Map() }
  const requests: Request[] = []
  const server = createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url!, 'http://x')
    // The first segment is the container.
    const name = decodeURIComponent(pathname.split('/').slice(2).join('/'))
    const action = actionOf(incoming.method!, searchParams.get('comp'))
    const count = 1 + requests.filter((each) => each.action === action && each.name === name).length
    const request = { action, name, count, headers: incoming.headers }
    requests.push(request)
    void answer({ state, request, incoming, outgoing, fault: script(request), block: searchParams.get('blockid') })
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

function actionOf(method: string, comp: string | null): Request['action'] {
  if (method === 'HEAD') return 'look'
  if (method === 'GET') return 'read'
  if (comp === 'block') return 'stage'
  return comp === 'blocklist' ? 'commit' : 'put'
}

interface Exchange {
  readonly state: State
  readonly request: Request
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly fault: Fault | undefined
  /** The id of the block that is staged. */
  readonly block: string | null
}

async function answer(exchange: Exchange): Promise<void> {
  const { state, request, incoming, outgoing, fault, block } = exchange
  const bytes = await buffer(incoming)
  if (typeof fault === 'object') return refuse(outgoing, fault)
  const { action, name, headers } = request
  if (action === 'look' || action === 'read') return send(exchange)
  const md5 = createHash('md5').update(bytes).digest('base64')
  if (action !== 'commit' && headers['content-md5'] !== md5)
    return refuse(outgoing, { status: 400, code: 'Md5Mismatch' })
  const staged = state.blocks.get(name) ?? new Map<string, Buffer>()
  if (action === 'stage') {
    state.blocks.set(name, staged.set(block!, bytes))
  } else {
    const isTaken = headers['if-none-match'] === '*' && state.objects.has(name)
    if (isTaken) return refuse(outgoing, { status: 409, code: 'BlobAlreadyExists' })
    const named = [...bytes.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id]) => staged.get(id!))
    if (named.includes(undefined)) return refuse(outgoing, { status: 400, code: 'InvalidBlockList' })
    const metadata = Object.fromEntries(Object.entries(headers).filter(([head]) => head.startsWith(METADATA)))
    const content = action === 'put' ? bytes : Buffer.concat(named.filter((each) => each !== undefined))
    if (action === 'put') metadata['x-ms-blob-content-md5'] = md5
    // Heads of metadata have one value.
    state.objects.set(name, {
      bytes: content,
      heads: metadata as Record<string, string>,
      etag: `"${Math.random()}"`,
    })
    // What is not a part of the object is dropped.
    state.blocks.delete(name)
  }
  if (fault === 'unanswered') outgoing.destroy()
  else outgoing.writeHead(201, { etag: '"1"' }).end()
}

function send({ state, request, outgoing, fault }: Exchange): void {
  const found = state.objects.get(request.name)
  if (!found) return refuse(outgoing, { status: 404, code: 'BlobNotFound' })
  if (fault === 'unanswered') return void outgoing.destroy()
  const size = found.bytes.byteLength
  const range = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers['x-ms-range'] ?? request.headers.range))
  const [start, end] = range ? [Number(range[1]), Math.min(Number(range[2]) + 1, size)] : [0, size]
  const body = Buffer.from(found.bytes.subarray(start, end))
  if (fault === 'altered') body[0]! ^= 1
  outgoing.writeHead(range ? 206 : 200, {
    etag: found.etag,
    'last-modified': new Date().toUTCString(),
    'content-length': body.byteLength,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    ...found.heads,
  })
  if (fault === 'cut' || fault === 'stalled') {
    outgoing.write(body.subarray(0, body.byteLength / 2), () => fault === 'cut' && outgoing.destroy())
  } else outgoing.end(request.action === 'look' ? undefined : body)
}

function refuse(outgoing: ServerResponse, { status, code }: { readonly status: number; readonly code: string }): void {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>It is in the script.\nTime:…</Message></Error>`
  outgoing.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code }).end(body)
}
