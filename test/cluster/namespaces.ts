import { randomBytes } from 'node:crypto'
import { askKube } from './ask-kube.ts'
import { until } from './until.ts'

const LABEL = ['app.kubernetes.io/managed-by', 'regauge-tests'] as const
const LEFT_BEHIND_MS = 3_600_000

/** Makes a namespace in which Pods can be made, and gives its name. */
export async function makeNamespace(api: string, prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`
  const labels = Object.fromEntries([LABEL])
  await askKube(api, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name, labels } } })
  // Pods are refused before it is there.
  const path = `/api/v1/namespaces/${name}/serviceaccounts/default`
  await until(() => askKube(api, { method: 'GET', path }).catch(() => undefined))
  return name
}

/** Removes a namespace with all that is in it, without waiting for that. It may be gone. */
export async function removeNamespace(api: string, name: string): Promise<void> {
  await askKube(api, { method: 'DELETE', path: `/api/v1/namespaces/${name}` }).catch((thrown: unknown) => {
    if (!String(thrown).includes(': 404 ')) throw thrown
  })
}

interface NamespaceList {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly creationTimestamp: string } }[]
}

/** Which namespaces are nobody's any more. */
export interface Sweep {
  /** @default any */
  readonly prefix?: string
  /** Milliseconds since they were made. @default an hour */
  readonly olderThanMs?: number
}

/** Removes what tests have left behind that were interrupted. */
export async function sweepNamespaces(
  api: string,
  { prefix = '', olderThanMs = LEFT_BEHIND_MS }: Sweep = {},
): Promise<void> {
  const path = `/api/v1/namespaces?labelSelector=${encodeURIComponent(LABEL.join('='))}`
  const { items } = await askKube<NamespaceList>(api, { method: 'GET', path })
  for (const { metadata } of items) {
    const isOld = Date.parse(metadata.creationTimestamp) + olderThanMs < Date.now()
    if (!isOld || !metadata.name.startsWith(prefix)) continue
    await removeNamespace(api, metadata.name)
  }
}
