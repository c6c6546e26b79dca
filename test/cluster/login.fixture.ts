import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KubeConfig, type V1Role } from '@kubernetes/client-node'
import { inject } from 'vitest'
import { accountSubject, bindingOf, driverAccount } from '../../packages/orchestrator-k8s/src/manifests/roles.ts'
import { ask } from './kube.fixture.ts'
import type { ClusterProject } from './project.fixture.ts'

/**
 * Makes a service account that has the Role of clients, as it is given, in the namespace of a project, and nothing else.
 * Gives the path of a kubeconfig that logs in as it.
 */
export async function loginAs({ place, root }: ClusterProject, role: V1Role): Promise<string> {
  const { namespace } = place
  const account = 'somebody'
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  await ask('POST', accounts, driverAccount(namespace, account))
  await ask('POST', `${rbac}/roles`, role)
  const subject = accountSubject(namespace, account)
  await ask('POST', `${rbac}/rolebindings`, bindingOf({ namespace, actor: 'client', subject }))
  const { status } = await ask<{ status: { token: string } }>('POST', `${accounts}/${account}/token`, { spec: {} })
  const config = new KubeConfig()
  config.loadFromFile(inject('cluster').kubeconfig)
  const cluster = config.getCurrentCluster()!.name
  config.addUser({ name: account, token: status.token })
  config.addContext({ name: account, user: account, cluster, namespace })
  config.setCurrentContext(account)
  const path = join(root, 'kubeconfig')
  writeFileSync(path, config.exportConfig())
  return path
}
