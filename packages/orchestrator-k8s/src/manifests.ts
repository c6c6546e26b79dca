/** `@regauge/orchestrator-k8s/manifests`: what a cluster needs before the first run, for `kubectl apply`. */
import type { KubernetesObject, V1Namespace } from '@kubernetes/client-node'
import { driverNetworkPolicy, stepNetworkPolicy } from './manifests/network-policies.ts'
import { accountSubject, bindingOf, driverAccount, groupSubject, roleOf } from './manifests/roles.ts'

/** What the manifests are about. */
export interface ManifestOptions {
  readonly namespace: string
  /** The service account of drivers. */
  readonly driverServiceAccount: string
  /** The group of people, or of machines, that submit runs. */
  readonly clientGroup: string
  /** With examples of network policies. @default false */
  readonly networkPolicies?: boolean
}

/** An object with what there is to say of it. */
export interface Manifest {
  /** Lines for people, of at most 100 characters. */
  readonly comment: readonly string[]
  readonly object: KubernetesObject
}

/** All objects that Regauge needs in a namespace, in the order in which they have to be applied. */
export function manifests(options: ManifestOptions): readonly Manifest[] {
  const { namespace, driverServiceAccount, clientGroup } = options
  const driver = { namespace, actor: 'driver', subject: accountSubject(namespace, driverServiceAccount) } as const
  const client = { namespace, actor: 'client', subject: groupSubject(clientGroup) } as const
  return [
    {
      comment: [
        'Where runs take place. Every pod of Regauge keeps the restricted standard.',
        'With Kueue: add a LocalQueue here and name it in `queueName` of the stack; Jobs are then made suspended.',
      ],
      object: restrictedNamespace(namespace),
    },
    {
      comment: ['Drivers act as this account, which the stack names in `serviceAccount`. Steps get no token at all.'],
      object: driverAccount(namespace, driverServiceAccount),
    },
    { comment: ['What a driver may do: exactly what it does.'], object: roleOf(driver) },
    { comment: [], object: bindingOf(driver) },
    { comment: ['What people and machines that submit runs may do.'], object: roleOf(client) },
    { comment: ['Name your own groups, users or service accounts.'], object: bindingOf(client) },
    ...(options.networkPolicies === true ? networkPolicies(namespace) : []),
  ]
}

function restrictedNamespace(name: string): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  }
}

function networkPolicies(namespace: string): readonly Manifest[] {
  return [
    {
      comment: [
        'An example: steps reach DNS, stores over HTTPS, the identity of the cloud, and drivers.',
        'Nobody reaches them. Add the port of a store that is elsewhere.',
      ],
      object: stepNetworkPolicy(namespace),
    },
    {
      comment: [
        'Drivers reach the API server, too. Steps tell them what they have done, at any port that is free.',
        'Without that, drivers look at the store every few seconds.',
      ],
      object: driverNetworkPolicy(namespace),
    },
  ]
}
