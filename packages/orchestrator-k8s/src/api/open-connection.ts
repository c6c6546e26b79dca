import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { RegaugeError } from '@regauge/core/errors'
import type { Connection } from './connection.ts'
import { inClusterConnection, SERVICE_ACCOUNT_FOLDER } from './in-cluster.ts'
import { kubeconfigConnection } from './kubeconfig.ts'

/** Where to look for a cluster. */
export interface OpenConnectionOptions {
  /** Paths of kubeconfig files, instead of those that the environment names. */
  readonly kubeconfig?: string | undefined
  /** The context to use of them. */
  readonly context?: string | undefined
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @default the folder where every cluster mounts it */
  readonly serviceAccountFolder?: string
}

/**
 * The connection to the cluster that is meant, in kubectl's order: the given kubeconfig, KUBECONFIG, ~/.kube/config, the
 * service account of the pod that this runs in. Throws `KUBERNETES_CONFIG_MISSING` or `KUBERNETES_CONFIG_INVALID`.
 */
export async function openConnection(options: OpenConnectionOptions = {}): Promise<Connection> {
  const { env = process.env, context, serviceAccountFolder: folder = SERVICE_ACCOUNT_FOLDER } = options
  const named = options.kubeconfig ?? (env['KUBECONFIG'] || undefined)
  if (named !== undefined) return kubeconfigConnection({ paths: named, context })
  const usual = join(env['HOME'] ?? homedir(), '.kube', 'config')
  if (await exists(usual)) return kubeconfigConnection({ paths: usual, context })
  const host = env['KUBERNETES_SERVICE_HOST']
  if (host && (await exists(join(folder, 'token')))) {
    return inClusterConnection({ host, port: env['KUBERNETES_SERVICE_PORT'] ?? '443', folder })
  }
  throw new RegaugeError('KUBERNETES_CONFIG_MISSING', {
    message: `There is no kubeconfig: KUBECONFIG is not set, "${usual}" does not exist, and this is no pod with a service account.`,
    hint: 'Set KUBECONFIG, or "kubeconfig" in the config of the component.',
    details: { looked: [usual, folder] },
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
