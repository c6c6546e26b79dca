import {
  accountSubject,
  bindingOf,
  driverAccount,
  roleOf,
} from '../../packages/orchestrator-k8s/src/manifests/roles.ts'
import { askKube } from './ask-kube.ts'

const ACCOUNT = 'regauge-driver'

export interface RunPlaceOptions {
  readonly namespace: string
  /** Values by `secret.key`. @default none */
  readonly secrets?: Readonly<Record<string, string>>
}

/** Makes what the manifests of the flavor describe in a namespace, and secrets for steps. */
export async function provideRunPlace(api: string, { namespace, secrets = {} }: RunPlaceOptions): Promise<void> {
  const subject = accountSubject(namespace, ACCOUNT)
  const core = `/api/v1/namespaces/${namespace}`
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  const create = (path: string, body: object) => askKube(api, { method: 'POST', path, body })
  await create(`${core}/serviceaccounts`, driverAccount(namespace, ACCOUNT))
  await create(`${rbac}/roles`, roleOf({ namespace, actor: 'driver' }))
  await create(`${rbac}/rolebindings`, bindingOf({ namespace, actor: 'driver', subject }))
  for (const [name, value] of Object.entries(secrets)) {
    const [secret, key] = name.split('.') as [string, string]
    await create(`${core}/secrets`, { metadata: { name: secret }, stringData: { [key]: value } })
  }
}
