/** What is asked of the API. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/**
 * Asks the API of a cluster at the URL of a proxy. Gives the object that it answers with, of the type that the caller
 * knows it to be, and throws what it says where it refuses. Patches are strategic.
 */
export async function askKube<T>(api: string, request: KubeRequest): Promise<T> {
  return JSON.parse(await askKubeText(api, request)) as T
}

/** The same where the answer is a text. */
export async function askKubeText(api: string, { method, path, body }: KubeRequest): Promise<string> {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json'
  const sent = body !== undefined && { headers: { 'content-type': type }, body: JSON.stringify(body) }
  const answer = await fetch(`${api}${path}`, { method, ...sent })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text
}
