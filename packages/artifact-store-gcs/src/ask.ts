import { once } from 'node:events'
import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Bucket } from './bucket.ts'

/** A request that the vendor's client cannot make well. */
export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly signal: AbortSignal | undefined
  /** Statuses that are no failures, beside those from 200 to 299. */
  readonly expected?: readonly number[]
}

/** What the service said, its body whole. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** Asks the service. Throws what the vendor's client throws. */
export async function ask(bucket: Bucket, url: string, question: Question): Promise<Answer> {
  const { method = 'GET', body = '', signal, expected = [] } = question
  const headers = {
    ...(await bucket.credentials(url)),
    ...question.headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  // Node's fetch takes half as long again for a large body.
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const sent = request(url, { method, headers, ...(signal && { signal }) }).end(body)
  // What breaks off after the head of the answer is told by its body as well.
  sent.on('error', () => undefined)
  // That is what comes with this event.
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage]
  const answer = { status: incoming.statusCode!, headers: incoming.headers, bytes: await readBody(incoming) }
  if ((answer.status >= 200 && answer.status < 300) || expected.includes(answer.status)) return answer
  throw failure(answer)
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  incoming.on('data', (piece: Buffer) => pieces.push(piece))
  await once(incoming, 'end')
  return Buffer.concat(pieces)
}

/** Both interfaces of the service answer with documents, but what is between may answer with a text. */
function failure({ status, bytes }: Answer): Error {
  const text = bytes.toString()
  const { message = text, errors } = errorIn(text)
  return Object.assign(new Error(message), { code: status, ...(errors && { errors }) })
}

function errorIn(text: string): { readonly message?: string; readonly errors?: readonly object[] } {
  try {
    // The form in which the service answers.
    return (JSON.parse(text) as { error?: object }).error ?? {}
  } catch {
    return {}
  }
}
