import type { RbacV1Subject, V1PolicyRule, V1Role, V1RoleBinding, V1ServiceAccount } from '@kubernetes/client-node'
import { LABELS } from '../objects/keys.ts'
import { PERMISSIONS, type Actor } from './permissions.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** What a Role and its binding are about. */
export interface RoleOptions {
  readonly namespace: string
  readonly actor: Actor
  /** Who gets the Role. */
  readonly subject: RbacV1Subject
}

/** The service account that drivers act as. */
export function driverAccount(namespace: string, name: string): V1ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels: { [LABELS.owner]: 'regauge' } },
  }
}

/** The Role of an actor: exactly its permissions, in one namespace. */
export function roleOf({ namespace, actor }: Pick<RoleOptions, 'namespace' | 'actor'>): V1Role {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'Role',
    metadata: { name: roleName(actor), namespace, labels: { [LABELS.owner]: 'regauge' } },
    rules: PERMISSIONS[actor].map(({ group, resource, verbs }): V1PolicyRule => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [...verbs],
    })),
  }
}

/** Gives the Role of an actor to somebody. */
export function bindingOf({ namespace, actor, subject }: RoleOptions): V1RoleBinding {
  const name = roleName(actor)
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace, labels: { [LABELS.owner]: 'regauge' } },
    roleRef: { apiGroup: RBAC, kind: 'Role', name },
    subjects: [subject],
  }
}

/** The subject that a group of people is, as the cluster's authentication names it. */
export function groupSubject(name: string): RbacV1Subject {
  return { kind: 'Group', apiGroup: RBAC, name }
}

/** The subject that a service account is. */
export function accountSubject(namespace: string, name: string): RbacV1Subject {
  return { kind: 'ServiceAccount', namespace, name }
}

function roleName(actor: Actor): string {
  return `regauge-${actor}`
}
