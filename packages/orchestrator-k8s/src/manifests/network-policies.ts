import type { V1NetworkPolicy, V1NetworkPolicyEgressRule } from '@kubernetes/client-node'
import { LABELS, type Role } from '../objects/keys.ts'

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

/** Nobody connects to a step, and a step connects to names, to its store, and to where its identity comes from. */
export function stepNetworkPolicy(namespace: string): V1NetworkPolicy {
  return policy(namespace, { name: 'regauge-steps', roles: ['step', 'map'], egress: [DNS, HTTPS, METADATA] })
}

/** A driver connects to the API server as well. */
export function driverNetworkPolicy(namespace: string): V1NetworkPolicy {
  const egress = [DNS, HTTPS, METADATA, API_SERVER]
  return policy(namespace, { name: 'regauge-drivers', roles: ['driver', 'schedule'], egress })
}

interface PolicyOptions {
  readonly name: string
  readonly roles: readonly Role[]
  readonly egress: readonly V1NetworkPolicyEgressRule[]
}

function policy(namespace: string, { name, roles, egress }: PolicyOptions): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { [LABELS.owner]: 'regauge' } },
    spec: {
      podSelector: { matchExpressions: [{ key: LABELS.role, operator: 'In', values: [...roles] }] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [...egress],
    },
  }
}
