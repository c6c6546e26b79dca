import { STATUS_CODES } from 'node:http'
import { ERROR_CATALOGUE, isRegaugeError, messageOf, RegaugeError, type ErrorCode } from '@regauge/core/errors'
import { describeCall, type ApiCall } from './api-call.ts'
import type { ServerStatus } from './server-status.ts'

/** Whom was asked, and for what. */
export interface Asked {
  readonly call: ApiCall
  /** The address of the API server. */
  readonly server: string
}

/** The error for an answer of the API server by which it refuses. */
export function refusal({ call, server }: Asked, status: ServerStatus): RegaugeError {
  const code = codeOf(status)
  const { verb, resource, namespace, name } = call
  return new RegaugeError(code, {
    message: `The API server at "${server}" did not ${describeCall(call)}: ${reasonOf(status)}.`,
    hint: hintOf(code, call, status),
    details: {
      server,
      verb,
      resource,
      namespace,
      name,
      status: status.code,
      reason: status.reason,
      serverMessage: status.message,
      causes: status.causes.map(({ field, message = '' }) => (field === undefined ? message : `${field}: ${message}`)),
    },
  })
}

/** The error where there was no answer, or one that broke off. */
export function unreachable({ call, server }: Asked, cause: unknown): RegaugeError {
  if (isRegaugeError(cause)) return cause
  const { verb, resource, namespace, name } = call
  return new RegaugeError('KUBERNETES_UNREACHABLE', {
    message: `The API server at "${server}" gave no answer to: ${describeCall(call)}: ${systemMessage(cause)}.`,
    hint: isUntrusted(cause)
      ? 'Correct "certificate-authority" or "tls-server-name" of the cluster in the kubeconfig.'
      : ERROR_CATALOGUE.KUBERNETES_UNREACHABLE.remedy,
    details: { server, verb, resource, namespace, name },
    cause,
  })
}

/** Whether there was no answer because the server's certificate is not the one that the kubeconfig allows. */
export function isUntrusted(cause: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(systemCode(cause) ?? '')
}

/**
 * Whether the server refused because it is not ready yet: what it holds of roles, quotas and the like is loaded only
 * after it has begun to answer. Nothing took effect.
 */
export function isStarting({ code, message }: ServerStatus): boolean {
  return code === 403 && /not yet ready to handle request|: RBAC: .*not found$/.test(message)
}

/** Whether the cluster says that there is no service account of a name. */
export function isAccountMissing(message: string): boolean {
  return /serviceaccount "[^"]+" not found/.test(message)
}

/** The command that makes all that Regauge needs in a namespace. */
export function applyManifests(namespace: string): string {
  return `regauge k8s manifests --namespace ${namespace} | kubectl apply -f -`
}

function codeOf({ code, reason, message, causes, kind }: ServerStatus): ErrorCode {
  if (code === 401) return 'KUBERNETES_UNAUTHENTICATED'
  if (code === 403) return forbiddenCode(message, causes)
  if (code === 404) {
    if (reason !== 'NotFound') return 'KUBERNETES_UNSUITABLE'
    return kind === 'namespaces' ? 'KUBERNETES_NAMESPACE_MISSING' : 'KUBERNETES_OBJECT_NOT_FOUND'
  }
  if (code === 409) return reason === 'AlreadyExists' ? 'KUBERNETES_OBJECT_EXISTS' : 'KUBERNETES_CONFLICT'
  if (code === 410) return 'KUBERNETES_VERSION_EXPIRED'
  if (code === 408 || code === 429 || code >= 500) return 'KUBERNETES_UNREACHABLE'
  if (code === 400 || code === 413 || code === 422) return 'KUBERNETES_OBJECT_INVALID'
  return 'KUBERNETES_UNSUITABLE'
}

/** Roles, quotas, policies and namespaces on their way out all answer with one status. */
function forbiddenCode(message: string, causes: ServerStatus['causes']): ErrorCode {
  if (causes.some((cause) => cause.reason === 'NamespaceTerminating')) return 'KUBERNETES_NAMESPACE_MISSING'
  if (/exceeded quota|must specify .* for:/.test(message)) return 'KUBERNETES_QUOTA_EXCEEDED'
  return /cannot \S+ resource|cannot \S+ path/.test(message) ? 'KUBERNETES_DENIED' : 'KUBERNETES_OBJECT_INVALID'
}

function hintOf(code: ErrorCode, { verb, resource, namespace }: ApiCall, status: ServerStatus): string {
  const place = namespace === undefined ? 'in the cluster' : `in namespace "${namespace}"`
  if (isAccountMissing(status.message)) return `Make it, e.g. that of drivers: ${applyManifests(namespace ?? '')}`
  switch (code) {
    case 'KUBERNETES_DENIED':
      return `Allow "${verb}" on "${resource}" ${place}: \`regauge k8s manifests\` prints the Role.`
    case 'KUBERNETES_NAMESPACE_MISSING': {
      const name = status.name ?? namespace ?? ''
      return `Make it: ${applyManifests(name)}; or correct "namespace" in the config of the component.`
    }
    default:
      return ERROR_CATALOGUE[code].remedy
  }
}

function reasonOf({ code, reason, message, causes }: ServerStatus): string {
  // The server's own message holds the causes, but for what admission policies say.
  const untold = causes.flatMap(({ field, message: text }) =>
    text === undefined || message.includes(text) ? [] : [field === undefined ? text : `${field}: ${text}`],
  )
  const told = [message || (STATUS_CODES[code] ?? 'no reason given'), ...untold].join('; ').replace(/\.$/, '')
  return `${told} (${reason === '' ? '' : `${reason}, `}${code})`
}

/** Node's own words, with its code where the words do not hold it. */
function systemMessage(cause: unknown): string {
  const told = messageOf(cause) || 'no reason given'
  const code = systemCode(cause)
  return code === undefined || told.includes(code) ? told : `${told} (${code})`
}

function systemCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}
