import { RegaugeError } from '@regauge/core/errors'
import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'

/** What the API server is. */
export interface ServerVersion {
  readonly major: number
  readonly minor: number
  /** As it names itself, e.g. `v1.34.4` or `v1.33.1-eks-1-30-8`. */
  readonly name: string
}

/** Asks the API server what it is; also the cheapest question whether it is there. Everybody may ask it. */
export async function serverVersion(client: ApiClient, options: ApiCallOptions = {}): Promise<ServerVersion> {
  const { value } = await client.ask({ verb: 'get', resource: 'version', path: '/version', options })
  const { major, minor, gitVersion } = (value ?? {}) as { major?: string; minor?: string; gitVersion?: string }
  // Some clouds write "33+".
  const numbers = { major: Number.parseInt(major ?? '', 10), minor: Number.parseInt(minor ?? '', 10) }
  if (!Number.isNaN(numbers.major) && !Number.isNaN(numbers.minor)) return { ...numbers, name: gitVersion ?? '' }
  throw new RegaugeError('KUBERNETES_UNSUITABLE', {
    message: `What answers at "${client.connection.server}" does not tell a version of Kubernetes.`,
    hint: 'Check the address in the kubeconfig.',
    details: { server: client.connection.server },
  })
}
