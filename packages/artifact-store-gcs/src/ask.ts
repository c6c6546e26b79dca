import type { Bucket } from './bucket.ts'

/** A request that the vendor's client cannot make well. */
export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
  readonly signal: AbortSignal | undefined
  /** Statuses that are no failures, beside those from 200 to 299. */
  readonly expected?: readonly number[]
}

/** Asks the service. Throws what the vendor's client throws. */
export async function ask(bucket: Bucket, url: string, question: Question): Promise<Response> {
  const { method = 'GET', body, signal, expected = [] } = question
  const headers = await bucket.credentials(url)
  for (const [name, value] of Object.entries(question.headers ?? {})) headers.set(name, value)
  const answer = await fetch(url, { method, headers, body: body ?? null, signal: signal ?? null, redirect: 'manual' })
  if (answer.ok || expected.includes(answer.status)) return answer
  throw await failure(answer)
}

/** Both interfaces of the service answer with documents, but what is between may answer with a text. */
async function failure(answer: Response): Promise<Error> {
  const text = await answer.text()
  const { message = text, errors } = errorIn(text)
  return Object.assign(new Error(message), { code: answer.status, ...(errors && { errors }) })
}

function errorIn(text: string): { readonly message?: string; readonly errors?: readonly object[] } {
  try {
    // The form in which the service answers.
    return (JSON.parse(text) as { error?: object }).error ?? {}
  } catch {
    return {}
  }
}
