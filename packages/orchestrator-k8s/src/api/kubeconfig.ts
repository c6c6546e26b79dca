import { existsSync } from 'node:fs'
import type { Agent } from 'node:http'
import type { RequestOptions } from 'node:https'
import { delimiter } from 'node:path'
import type { Cluster, KubeConfig } from '@kubernetes/client-node'
import { messageOf, RegaugeError, suggest } from '@regauge/core/errors'
import type { Connection, RequestSecurity } from './connection.ts'
import { keepAliveAgent } from './keep-alive-agent.ts'

/** Which files, and which of their contexts. */
export interface KubeconfigOptions {
  /** As in KUBECONFIG: paths joined by the system's delimiter; the first that names a current context decides. */
  readonly paths: string
  /** @default the current one of the files */
  readonly context?: string | undefined
}

/** What a context says, by the vendor's reading of the files. */
interface Loaded {
  readonly config: KubeConfig
  readonly cluster: Cluster
  readonly namespace: string
  readonly context: string
}

/**
 * The connection of a context of a kubeconfig: tokens, client certificates, exec plugins, OIDC, proxies. The files, and
 * what plugins gave, are read again when the server refuses the credentials.
 */
export async function kubeconfigConnection(options: KubeconfigOptions): Promise<Connection> {
  let loaded = await load(options)
  const { cluster, namespace, context } = loaded
  const direct = keepAliveAgent(cluster.server)
  const agents = new Set([direct])
  const source = `context "${context}" of "${options.paths}"`
  return {
    server: cluster.server,
    namespace,
    source,
    async secure() {
      const security = await authenticate(loaded.config, source)
      const agent = loaded.cluster.proxyUrl ? keptAlive(security.agent) : direct
      agents.add(agent)
      return { ...security, agent }
    },
    async renew() {
      loaded = await load(options)
    },
    close: () => agents.forEach((agent) => agent.destroy()),
  }
}

async function load({ paths, context: wanted }: KubeconfigOptions): Promise<Loaded> {
  // Imported when a kubeconfig is read: 125 ms and 30 MB, most of it for models that nobody asks for.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  for (const path of existing(paths)) {
    const file = new KubeConfig()
    try {
      file.loadFromFile(path)
    } catch (cause) {
      const problem = cause instanceof TypeError ? 'it holds something else' : messageOf(cause)
      throw invalid(path, { problem, hint: 'Correct the file, or name another one.', cause })
    }
    merge(config, file)
  }
  const context = wanted ?? config.getCurrentContext()
  if (!context) throw invalid(paths, { problem: 'it names no current context', hint: 'Set "context".' })
  config.setCurrentContext(context)
  const { namespace, user, cluster: clusterName } = contextOf(config, paths, context)
  const cluster = config.getCluster(clusterName)
  if (cluster === null) throw absent(paths, { what: 'cluster', name: clusterName, known: config.getClusters() })
  if (user && config.getUser(user) === null) throw absent(paths, { what: 'user', name: user, known: config.getUsers() })
  return { config: prepared(config, cluster), cluster, namespace: namespace ?? 'default', context }
}

/** Those of the paths that exist, as kubectl does it. */
function existing(paths: string): readonly string[] {
  const found = paths.split(delimiter).filter((path) => path !== '' && existsSync(path))
  if (found.length > 0) return found
  throw new RegaugeError('KUBERNETES_CONFIG_MISSING', {
    message: `The kubeconfig "${paths}" does not exist.`,
    hint: 'Correct KUBECONFIG, or "kubeconfig" in the config of the component.',
    details: { kubeconfig: paths },
  })
}

/** What an earlier file says stands. */
function merge(config: KubeConfig, file: KubeConfig): void {
  for (const cluster of file.getClusters()) if (!config.getCluster(cluster.name)) config.addCluster(cluster)
  for (const user of file.getUsers()) if (!config.getUser(user.name)) config.addUser(user)
  for (const context of file.getContexts()) if (!config.getContextObject(context.name)) config.addContext(context)
  if (!config.getCurrentContext()) config.setCurrentContext(file.getCurrentContext())
}

function contextOf(config: KubeConfig, paths: string, name: string) {
  const context = config.getContextObject(name)
  if (context === null) throw absent(paths, { what: 'context', name, known: config.getContexts() })
  return context
}

/** Makes up for two things that the vendor's client does not do. */
function prepared(config: KubeConfig, cluster: Cluster): KubeConfig {
  // It refuses plain http, e.g. that of `kubectl proxy`, unless told that there is no certificate to check.
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true })
  // It runs exec plugins without telling them what they are asked for.
  const exec = config.getCurrentUser()?.exec as ExecConfig | undefined
  if (exec) exec.env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: execRequest(exec, cluster) }]
  return config
}

interface ExecConfig {
  readonly apiVersion?: string
  readonly provideClusterInfo?: boolean
  env?: readonly { readonly name: string; readonly value: string }[] | null
}

function execRequest({ apiVersion, provideClusterInfo }: ExecConfig, cluster: Cluster): string {
  const { server, caData, skipTLSVerify, tlsServerName, proxyUrl } = cluster
  const told = {
    server,
    'certificate-authority-data': caData,
    'insecure-skip-tls-verify': skipTLSVerify,
    'tls-server-name': tlsServerName,
    'proxy-url': proxyUrl,
  }
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: apiVersion ?? 'client.authentication.k8s.io/v1',
    spec: { interactive: false, ...(provideClusterInfo && { cluster: told }) },
  })
}

async function authenticate(config: KubeConfig, source: string): Promise<RequestSecurity> {
  const options: RequestOptions = { headers: {} }
  try {
    await config.applyToHTTPSOptions(options)
  } catch (thrown) {
    // What a plugin printed may be the credentials, and would be part of the parser's message.
    const cause = thrown instanceof SyntaxError ? new Error('the command printed no ExecCredential') : thrown
    throw new RegaugeError('KUBERNETES_UNAUTHENTICATED', {
      message: `The credentials of ${source} cannot be had: ${messageOf(cause).trim() || 'no reason given'}.`,
      hint: 'Log in again, or correct the user in the kubeconfig.',
      details: { source },
      cause,
    })
  }
  const { agent, headers, ca, cert, key, auth, servername, rejectUnauthorized } = options
  return {
    // The vendor's client puts just these types there.
    agent: agent as Agent,
    headers: headers as Record<string, string>,
    ca: ca as Buffer | undefined,
    cert: cert as Buffer | undefined,
    key: key as Buffer | undefined,
    auth: auth ?? undefined,
    servername,
    rejectUnauthorized,
  }
}

/** The vendor's agents know the way through a proxy, but would take it anew for each request. */
function keptAlive(agent: Agent): Agent {
  return Object.assign(agent, { keepAlive: true })
}

interface Absent {
  readonly what: 'context' | 'cluster' | 'user'
  readonly name: string
  readonly known: readonly { readonly name: string }[]
}

function absent(paths: string, { what, name, known }: Absent): RegaugeError {
  const hint = suggest(
    name,
    known.map((each) => each.name),
  )
  return invalid(paths, { problem: `it has no ${what} "${name}"`, hint })
}

function invalid(
  paths: string,
  { problem, hint, cause }: { readonly problem: string; readonly hint: string; readonly cause?: unknown },
): RegaugeError {
  return new RegaugeError('KUBERNETES_CONFIG_INVALID', {
    message: `The kubeconfig "${paths}" cannot be used: ${problem}.`,
    hint,
    details: { kubeconfig: paths },
    cause,
  })
}
