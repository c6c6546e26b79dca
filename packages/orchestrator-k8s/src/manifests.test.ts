import type { V1Role } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { manifests } from './manifests.ts'
import { PERMISSIONS } from './manifests/permissions.ts'

const OPTIONS = { namespace: 'ml', driverServiceAccount: 'regauge-driver', clientGroup: 'ml-team' }

test('the manifests make a restricted namespace, an account for drivers, and a Role for each actor', () => {
  const objects = manifests(OPTIONS).map(({ object }) => object)
  expect(objects.map(({ kind, metadata }) => `${kind}/${metadata?.name}`)).toEqual([
    'Namespace/ml',
    'ServiceAccount/regauge-driver',
    'Role/regauge-driver',
    'RoleBinding/regauge-driver',
    'Role/regauge-client',
    'RoleBinding/regauge-client',
  ])
  expect(objects[0]?.metadata?.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' })
  for (const { metadata } of objects.slice(1)) expect(metadata?.namespace).toBe('ml')
  expect(objects[3]).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'regauge-driver', namespace: 'ml' }] })
  expect(objects[5]).toMatchObject({ subjects: [{ kind: 'Group', name: 'ml-team' }] })
})

test('a Role holds the permissions of its actor and nothing else', () => {
  for (const actor of ['driver', 'client'] as const) {
    const role = manifests(OPTIONS).find(
      ({ object }) => object.kind === 'Role' && object.metadata?.name === `regauge-${actor}`,
    )
    // Found by its kind.
    const { rules } = role!.object as V1Role
    expect(rules).toEqual(
      PERMISSIONS[actor].map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs })),
    )
  }
})

test('nobody may read a secret, run commands in a pod, or act outside of the namespace', () => {
  for (const permission of Object.values(PERMISSIONS).flat()) {
    expect(permission.verbs).not.toContain('*')
    expect(permission.resource).not.toMatch(/\*|exec|attach|portforward|roles|serviceaccounts/)
    if (permission.resource === 'secrets')
      expect(['create', 'delete']).toEqual(expect.arrayContaining([...permission.verbs]))
  }
  const kinds = manifests({ ...OPTIONS, networkPolicies: true }).map(({ object }) => object.kind)
  expect(kinds).not.toContain('ClusterRole')
  expect(kinds.filter((kind) => kind === 'NetworkPolicy')).toHaveLength(2)
})
