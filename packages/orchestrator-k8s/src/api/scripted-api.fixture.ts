import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { ApiClient, type ApiClientOptions } from './api-client.ts'
import type { Connection } from './connection.ts'
import { plainAnswer, refusalOf, type ScriptedWorld } from './scripted-answers.fixture.ts'
import { ScriptedObjects } from './scripted-objects.fixture.ts'
import { parseRequest, type Fault, type ScriptedRequest } from './scripted-request.fixture.ts'
import { openStream, watchLines, type ScriptedStream } from './scripted-streams.fixture.ts'

/** How the scripted server differs from a plain one. */
export interface ScriptedApiOptions {
  /** What happens to a request instead of a plain answer. */
  readonly script?: (request: ScriptedRequest) => Fault | undefined
  /** How often a watch brings a bookmark. Milliseconds. @default 60,000 */
  readonly bookmarkMs?: number
  /** Namespaces that exist. @default default and ml */
  readonly namespaces?: readonly string[]
  /** What it says that it is. @default v1.34.4 */
  readonly version?: string
  /** Pods that are deleted stay with a deletionTimestamp until a test removes them. @default false */
  readonly podsLinger?: boolean
}

/** A small API server in memory: it speaks the wire, and does to requests what a script says. */
export interface ScriptedApi extends AsyncDisposable {
  readonly url: string
  /** The objects, to be changed by tests as nodes and controllers would. */
  readonly objects: ScriptedObjects
  readonly requests: readonly ScriptedRequest[]
  /** By plain HTTP, as nobody, in the namespace `ml`. */
  readonly connection: Connection
  /** Resolves with the watch of a resource of this number from 1 as soon as it has begun. */
  stream(resource: string, count: number): Promise<ScriptedStream>
}

/** Starts a server on a port of its own. */
export async function startScriptedApi(options: ScriptedApiOptions = {}): Promise<ScriptedApi> {
  const { namespaces = ['default', 'ml'], podsLinger = false, version = 'v1.34.4' } = options
  const world: ScriptedWorld = { objects: new ScriptedObjects(podsLinger), namespaces, version, pages: new Map() }
  const requests: ScriptedRequest[] = []
  const streams = createStreams()
  const server = createServer((incoming, outgoing) => {
    // Half of a conversation is what this server is for.
    outgoing.on('error', () => undefined)
    void receive(incoming, requests).then((request) =>
      answer({ request, outgoing, world, streams, options, fault: options.script?.(request) }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a port has an address of this form.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = plainConnection(url)
  return {
    url,
    objects: world.objects,
    requests,
    connection,
    stream: streams.get,
    async [Symbol.asyncDispose]() {
      connection.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A client of a scripted server that waits for a hundredth of what a real one waits for, and is not held back. */
export function scriptedClient({ connection }: ScriptedApi, options: ApiClientOptions = {}): ApiClient {
  const timings = {
    requestMs: 300,
    patienceMs: 2000,
    firstPauseMs: 1,
    longestPauseMs: 20,
    longestRetryAfterMs: 20,
    ...options.timings,
  }
  return new ApiClient(connection, { qps: 10_000, burst: 10_000, ...options, timings })
}

function plainConnection(server: string): Connection {
  const agent = new Agent({ keepAlive: true })
  return {
    server,
    namespace: 'ml',
    source: 'the script',
    secure: () => Promise.resolve({ agent, headers: {} }),
    renew: () => Promise.resolve(),
    close: () => agent.destroy(),
  }
}

async function receive(incoming: IncomingMessage, requests: ScriptedRequest[]): Promise<ScriptedRequest> {
  const bytes = await buffer(incoming)
  const body: unknown = bytes.byteLength === 0 ? undefined : JSON.parse(bytes.toString())
  const parsed = parseRequest(incoming.method!, incoming.url!)
  const alike = requests.filter(
    ({ verb, resource, subresource }) =>
      verb === parsed.verb && resource === parsed.resource && subresource === parsed.subresource,
  )
  const request = { ...parsed, headers: incoming.headers, body, count: alike.length + 1 }
  requests.push(request)
  return request
}

interface Exchange {
  readonly request: ScriptedRequest
  readonly outgoing: ServerResponse
  readonly fault: Fault | undefined
  readonly world: ScriptedWorld
  readonly streams: ReturnType<typeof createStreams>
  readonly options: ScriptedApiOptions
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, outgoing, fault, world } = exchange
  if (fault === 'reset') return void outgoing.destroy()
  if (typeof fault === 'object' && 'status' in fault) {
    const { status, reason = '', message = 'It is in the script.', retryAfter, causes } = fault
    if (retryAfter !== undefined) outgoing.setHeader('retry-after', retryAfter)
    return send(outgoing, ...refusalOf(status, reason, { message, causes }))
  }
  if (typeof fault === 'object' && 'after' in fault) await fault.after
  if (typeof fault === 'object' && 'warnings' in fault) {
    outgoing.setHeader(
      'warning',
      fault.warnings.map((text) => `299 - ${JSON.stringify(text)}`),
    )
  }
  if (request.verb === 'watch') return answerOn(exchange)
  const [status, value] = plainAnswer(world, request)
  if (fault === 'silent') return
  if (fault === 'lost answer') return void outgoing.destroy()
  if (fault === 'truncated gzip') {
    outgoing.writeHead(status, { 'content-encoding': 'gzip' })
    return void outgoing.end(gzipSync(JSON.stringify(value)).subarray(0, -12))
  }
  if (fault === 'slow loris') return crawl(outgoing, JSON.stringify(value))
  send(outgoing, status, fault === 'invalid json' ? '<html>' : value, fault === 'cut')
}

function answerOn({ request, outgoing, fault, world, streams, options }: Exchange): void {
  if (fault === 'slow loris') return crawl(outgoing, '{"type":"ADDED","object":{"metadata":{}}}')
  const { bookmarkMs = 60_000 } = options
  const stream = openStream(request, outgoing, watchLines(world.objects, { request, fault, bookmarkMs }))
  if (fault === 'cut') outgoing.write('{"type":"ADDED","object":{"meta', () => outgoing.destroy())
  if (typeof fault === 'object' && 'event' in fault) stream.end()
  const seconds = Number(request.query.get('timeoutSeconds') ?? 3600)
  const timer = setTimeout(() => stream.end(), seconds * 1000)
  outgoing.once('close', () => clearTimeout(timer))
  streams.add(stream)
}

function send(outgoing: ServerResponse, ...[status, value, isCut = false]: [number, unknown, boolean?]): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  if (isCut) outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy())
  else outgoing.end(text)
}

/** A byte every now and then, and spaces without an end. */
function crawl(outgoing: ServerResponse, text: string): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  let at = 0
  const timer = setInterval(() => outgoing.write(text[at++] ?? ' '), 5)
  outgoing.once('close', () => clearInterval(timer))
}

/** Streams by resource, in the order of their beginning. */
function createStreams() {
  const all = new Map<string, { stream: PromiseWithResolvers<ScriptedStream>; isOpen: boolean }[]>()
  const places = (resource: string) => all.get(resource) ?? all.set(resource, []).get(resource)!
  const place = (resource: string, index: number) =>
    (places(resource)[index] ??= { stream: Promise.withResolvers<ScriptedStream>(), isOpen: false })
  return {
    add(stream: ScriptedStream) {
      const key = stream.request.resource
      const index = places(key).findIndex((each) => !each.isOpen)
      const free = place(key, index === -1 ? places(key).length : index)
      free.isOpen = true
      free.stream.resolve(stream)
    },
    get: (resource: string, count: number) => place(resource, count - 1).stream.promise,
  }
}
