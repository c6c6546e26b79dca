import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Hint, type HintAddress, parseHints } from './hint.ts'

/** More than a batch of hints ever needs. */
const LARGEST = 256 * 1024

/** Listens for hints of runners elsewhere. */
export interface HintReceiver extends AsyncDisposable {
  /** What runners are told, given the name or address by which they reach this process. */
  address(host: string): HintAddress
}

/** Listens on a free port of every interface. Only who knows the token, which is made anew, is heard. */
export async function receiveHints(onHint: (hint: Hint) => void): Promise<HintReceiver> {
  const token = randomBytes(24).toString('base64url')
  const expected = Buffer.from(`Bearer ${token}`)
  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (request.method !== 'POST' || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.writeHead(403).end()
      return
    }
    const body = await readBody(request).catch(() => undefined)
    response.writeHead(body === undefined ? 413 : 204).end()
    if (body !== undefined) for (const hint of parseHints(body)) onHint(hint)
  }

  server.listen(0)
  await once(server, 'listening')
  // A server that listens on a port has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    address: (host) => ({ url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`, token }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const piece of request) {
    body += String(piece)
    if (body.length > LARGEST) throw new Error('This is more than hints need.')
  }
  return body
}
