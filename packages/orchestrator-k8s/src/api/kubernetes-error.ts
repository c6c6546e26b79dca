import { STATUS_CODES } from 'node:http'
import { isRegaugeError, messageOf, RegaugeError, type ErrorCode } from '@regauge/core/errors'
import { describeCall, type ApiCall } from './api-call.ts'
import type { ServerStatus } from './server-status.ts'

/** Whom was asked, and for what. */
export interface Asked {
  readonly call: ApiCall
  /** The address of the API server. */
  readonly server: string
}

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  KUBERNETES_UNREACHABLE:
    'Check the network, the address in the kubeconfig, and that the cluster is up, then try again.',
  KUBERNETES_UNAUTHENTICATED: 'Log in again, or correct the user in the kubeconfig.',
  KUBERNETES_OBJECT_NOT_FOUND: 'It was never created, has expired, or has been deleted by somebody.',
  KUBERNETES_OBJECT_EXISTS: 'Look at the object: somebody else has created it.',
  KUBERNETES_CONFLICT: 'Look at the object, then try again.',
  KUBERNETES_OBJECT_INVALID: 'Correct the pod template in the config of the component, or the policy that refuses it.',
  KUBERNETES_QUOTA_EXCEEDED: 'Wait for what runs there, ask for less, or raise the quota.',
  KUBERNETES_VERSION_EXPIRED: 'List again.',
  KUBERNETES_UNSUITABLE: 'Use a cluster of a supported version, and look for a proxy on the way that changes answers.',
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
    hint: HINTS.KUBERNETES_UNREACHABLE,
    details: { server, verb, resource, namespace, name },
    cause,
  })
}

/** The status by which the API server refused; undefined for all other errors. */
export function statusOf(thrown: unknown): number | undefined {
  const status = isRegaugeError(thrown) ? thrown.details['status'] : undefined
  return typeof status === 'number' ? status : undefined
}

/**
 * Whether the server refused because it is not ready yet: what it holds of roles, quotas and the like is loaded only
 * after it has begun to answer. Nothing took effect.
 */
export function isStarting({ code, message }: ServerStatus): boolean {
  return code === 403 && /not yet ready to handle request|: RBAC: .*not found$/.test(message)
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
  if (code === 429 && causes.some((cause) => cause.reason === 'DisruptionBudget')) return 'KUBERNETES_CONFLICT'
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

function hintOf(code: ErrorCode, { verb, resource, namespace }: ApiCall, status: ServerStatus): string | undefined {
  const place = namespace === undefined ? 'in the cluster' : `in namespace "${namespace}"`
  switch (code) {
    case 'KUBERNETES_DENIED':
      return `Allow "${verb}" on "${resource}" ${place}: \`regauge k8s manifests\` prints the Role.`
    case 'KUBERNETES_NAMESPACE_MISSING': {
      const name = status.name ?? namespace ?? ''
      return `Create it: kubectl create namespace ${name}; or correct "namespace" in the config of the component.`
    }
    default:
      return HINTS[code]
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
  const message = messageOf(cause)
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const told = message || 'no reason given'
  return typeof code === 'string' && !told.includes(code) ? `${told} (${code})` : told
}
