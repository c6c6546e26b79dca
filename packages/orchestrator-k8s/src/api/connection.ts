import type { Agent } from 'node:http'

/** What one request needs to reach the API server and to be believed there: options of `node:https`. */
export interface RequestSecurity {
  readonly agent: Agent
  readonly headers: Readonly<Record<string, string>>
  readonly ca?: string | Buffer | undefined
  readonly cert?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
  /** `user:password`. */
  readonly auth?: string | undefined
  readonly servername?: string | undefined
  readonly rejectUnauthorized?: boolean | undefined
}

/** An API server, and who asks it. It connects to nothing of itself. */
export interface Connection {
  /** Its address, without a slash at the end; it may have a path. */
  readonly server: string
  /** The namespace that the context or the pod names. */
  readonly namespace: string
  /** For people: `context "staging" of "/home/ada/.kube/config"`. */
  readonly source: string
  /** Asked for each request, so that tokens and certificates may change. Throws a `KUBERNETES_…` code. */
  secure(): Promise<RequestSecurity>
  /** Forgets what is remembered of credentials, since the server has refused them. */
  renew(): Promise<void>
  /** Closes the connections that are kept open. */
  close(): void
}
