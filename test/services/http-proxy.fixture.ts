import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What goes wrong with one request. */
export type Interference =
  /** The connection breaks before the service hears of it. */
  | 'request lost'
  /** The client is told that all is well, and the service never hears of it. */
  | 'request swallowed'
  /** The service answers, and the connection breaks before the client hears of it. */
  | 'answer lost'
  /** One bit of the body that is sent is another one. */
  | 'request altered'
  /** One bit of the body that comes back is another one. */
  | 'answer altered'

/** A request on its way. */
export interface PassingRequest {
  readonly method: string
  /** Path and parameters. */
  readonly url: string
  /** Bytes of its body. */
  readonly size: number
}

/** A way to a server that knows HTTP, and lets go wrong what it is told. Disposing takes it away. */
export interface HttpProxy extends AsyncDisposable {
  readonly url: string
  /** From now on; undefined lets a request pass. */
  interfere(script: (request: PassingRequest) => Interference | undefined): void
}

/** Opens a way to a server, at an address of this machine. Requests keep the head by which the client has signed them. */
export async function openHttpProxy(upstream: string, host = '127.0.0.1'): Promise<HttpProxy> {
  let script: (request: PassingRequest) => Interference | undefined = () => undefined
  const server = createServer((incoming, outgoing) => {
    pass({ incoming, outgoing, upstream, script: (request) => script(request) }).catch(() => outgoing.destroy())
  })
  server.listen(0, host)
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    interfere: (next) => void (script = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly upstream: string
  readonly script: (request: PassingRequest) => Interference | undefined
}

async function pass({ incoming, outgoing, upstream, script }: Exchange): Promise<void> {
  const [method, url] = [incoming.method!, incoming.url!]
  const sent = await buffer(incoming)
  const interference = script({ method, url, size: sent.byteLength })
  if (interference === 'request lost') return void outgoing.destroy()
  if (interference === 'request swallowed') return void outgoing.writeHead(200, { etag: '"none"' }).end()
  if (interference === 'request altered') alter(sent)
  const { hostname, port } = new URL(upstream)
  const asking = request({ hostname, port, method, path: url, headers: incoming.headers })
  asking.end(sent)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const body = await buffer(answer)
  if (interference === 'answer lost') return void outgoing.destroy()
  if (interference === 'answer altered') alter(body)
  // Where parts of an upload are sent to lies on this way as well.
  const location = answer.headers.location?.replace(new URL(upstream).host, incoming.headers.host!)
  outgoing.writeHead(answer.statusCode!, { ...answer.headers, ...(location !== undefined && { location }) })
  outgoing.end(method === 'HEAD' ? undefined : body)
}

/** In the middle, since bodies of several pieces begin and end with those of the protocol. */
function alter(body: Buffer): void {
  if (body.byteLength > 0) body[body.byteLength >> 1]! ^= 1
}
