import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { RegaugeError } from '@regauge/core/errors'
import type { Connection } from './connection.ts'
import { keepAliveAgent } from './keep-alive-agent.ts'

/** Where a pod finds its service account. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Where a pod finds the API server. */
export interface InClusterOptions {
  readonly host: string
  readonly port: string
  /** @default the folder where every cluster mounts it */
  readonly folder?: string
}

/**
 * The connection of a pod by its service account. The vendor's client would cost a driver 30 MB and 125 ms for these
 * few lines. Tokens are renewed on disk while the pod runs, so they are read for each request.
 */
export async function inClusterConnection(options: InClusterOptions): Promise<Connection> {
  const { host, port, folder = SERVICE_ACCOUNT_FOLDER } = options
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`
  const agent = keepAliveAgent(server)
  const read = (name: string) => readServiceAccount(join(folder, name))
  return {
    server,
    namespace: (await read('namespace')).trim(),
    source: `the service account in "${folder}"`,
    async secure() {
      const [token, ca] = await Promise.all([read('token'), read('ca.crt')])
      return { agent, ca, headers: { authorization: `Bearer ${token.trim()}` } }
    },
    async renew() {},
    close: () => agent.destroy(),
  }
}

async function readServiceAccount(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new RegaugeError('KUBERNETES_CONFIG_INVALID', {
      message: `The service account of this pod has no readable "${path}".`,
      hint: 'Give the pod a service account, with automountServiceAccountToken: true.',
      details: { path },
      cause,
    })
  }
}
