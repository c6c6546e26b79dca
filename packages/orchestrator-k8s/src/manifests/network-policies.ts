import type {
  KubernetesObject,
  V1LabelSelector,
  V1NetworkPolicyEgressRule,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
} from '@kubernetes/client-node'
import { LABELS, type Role } from '../objects/keys.ts'

/** Who may connect to a pod. The vendor's type has `_from`, which is what the wire calls `from`. */
interface IngressRule {
  readonly from: readonly V1NetworkPolicyPeer[]
  readonly ports: readonly V1NetworkPolicyPort[]
}

/** As the wire has it. */
export interface NetworkPolicy extends KubernetesObject {
  readonly spec: {
    /** The pods that it is about. */
    readonly podSelector: V1LabelSelector
    readonly policyTypes: readonly ('Ingress' | 'Egress')[]
    readonly ingress: readonly IngressRule[]
    readonly egress: readonly V1NetworkPolicyEgressRule[]
  }
}

/** Where cloud providers give pods their identity. */
const METADATA_ENDPOINT = '169.254.169.254/32'

const DNS: V1NetworkPolicyEgressRule = {
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
}

/** Stores over HTTPS, registries of models, and the like. */
const HTTPS: V1NetworkPolicyEgressRule = { ports: [{ protocol: 'TCP', port: 443 }] }

const METADATA: V1NetworkPolicyEgressRule = {
  to: [{ ipBlock: { cidr: METADATA_ENDPOINT } }],
  ports: [{ protocol: 'TCP', port: 80 }],
}

/** Its port behind the Service is often this one. */
const API_SERVER: V1NetworkPolicyEgressRule = { ports: [{ protocol: 'TCP', port: 6443 }] }

const STEPS: readonly Role[] = ['step', 'map']
const DRIVERS: readonly Role[] = ['driver', 'schedule']

/** Where drivers listen for hints of runners: each at a free port of its own. */
const HINTS: V1NetworkPolicyPort[] = [{ protocol: 'TCP' }]

/**
 * Nobody connects to a step, and a step connects to names, to its store, to where its identity comes from, and to drivers,
 * which hear of outcomes sooner.
 */
export function stepNetworkPolicy(namespace: string): NetworkPolicy {
  const hints: V1NetworkPolicyEgressRule = { to: [{ podSelector: podsOf(DRIVERS) }], ports: HINTS }
  return policy(namespace, { name: 'regauge-steps', roles: STEPS, egress: [DNS, HTTPS, METADATA, hints] })
}

/** A driver connects to the API server as well, and steps connect to it. The doctor's stand-in for one may do the same. */
export function driverNetworkPolicy(namespace: string): NetworkPolicy {
  const hints: IngressRule = { from: [{ podSelector: podsOf(STEPS) }], ports: HINTS }
  const egress = [DNS, HTTPS, METADATA, API_SERVER]
  return policy(namespace, { name: 'regauge-drivers', roles: [...DRIVERS, 'probe'], ingress: [hints], egress })
}

interface PolicyOptions {
  readonly name: string
  readonly roles: readonly Role[]
  readonly ingress?: readonly IngressRule[]
  readonly egress: readonly V1NetworkPolicyEgressRule[]
}

function policy(namespace: string, { name, roles, ingress = [], egress }: PolicyOptions): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { [LABELS.owner]: 'regauge' } },
    spec: {
      podSelector: podsOf(roles),
      policyTypes: ['Ingress', 'Egress'],
      ingress,
      egress,
    },
  }
}

/** In the same namespace. */
function podsOf(roles: readonly Role[]): V1LabelSelector {
  return { matchExpressions: [{ key: LABELS.role, operator: 'In', values: [...roles] }] }
}
