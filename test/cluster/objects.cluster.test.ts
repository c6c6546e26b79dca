import type { KubernetesObject } from '@kubernetes/client-node'
import { describe, expect, inject, test } from 'vitest'
import { manifests } from '../../packages/orchestrator-k8s/src/manifests.ts'
import { driverJob } from '../../packages/orchestrator-k8s/src/objects/driver-job.ts'
import { indexedJob } from '../../packages/orchestrator-k8s/src/objects/indexed-job.ts'
import { runConfigMap } from '../../packages/orchestrator-k8s/src/objects/run-config-map.ts'
import { runSecret } from '../../packages/orchestrator-k8s/src/objects/run-secret.ts'
import { bundle, driverScope, envelope, EVERYTHING } from '../../packages/orchestrator-k8s/src/objects/scope.fixture.ts'
import { secretReferences } from '../../packages/orchestrator-k8s/src/objects/secret-references.ts'
import { stepJob } from '../../packages/orchestrator-k8s/src/objects/step-job.ts'
import { cronJob } from '../../packages/orchestrator-k8s/src/schedule/cron-job.ts'
import { ask, createNamespace } from './kube.fixture.ts'

const ENVIRONMENT = { env: { REGAUGE_INPUT: '{}' }, secretEnv: secretReferences(['hf.token']) }

/** What the API server keeps a kind of object under. */
const PLURALS: Readonly<Record<string, string>> = {
  Job: 'apis/batch/v1/jobs',
  CronJob: 'apis/batch/v1/cronjobs',
  Pod: 'api/v1/pods',
  ConfigMap: 'api/v1/configmaps',
  Secret: 'api/v1/secrets',
  ServiceAccount: 'api/v1/serviceaccounts',
  Role: 'apis/rbac.authorization.k8s.io/v1/roles',
  RoleBinding: 'apis/rbac.authorization.k8s.io/v1/rolebindings',
  NetworkPolicy: 'apis/networking.k8s.io/v1/networkpolicies',
}

describe('what Regauge makes', () => {
  test('is taken by the API server, every field of it, in a restricted namespace and without a warning', async () => {
    await using namespace = await createNamespace()
    const { name } = namespace
    const enforce = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    }
    await ask('PATCH', `/api/v1/namespaces/${name}`, { metadata: { labels: enforce } })
    for (const account of ['trainer', 'regauge-driver']) {
      await ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: account } })
    }
    for (const object of [...runObjects(name, {}), ...runObjects(name, EVERYTHING)]) {
      expect(await dryRun(name, object), `${object.kind} ${object.metadata?.name}`).toEqual({
        status: 201,
        warnings: '',
      })
    }
  })

  test('needs manifests that the API server takes', async () => {
    await using namespace = await createNamespace()
    const { name } = namespace
    const options = { namespace: name, driverServiceAccount: 'driver', clientGroup: 'team', networkPolicies: true }
    for (const { object } of manifests(options).filter(({ object }) => object.kind !== 'Namespace')) {
      expect(await dryRun(name, object), object.kind).toEqual({ status: 201, warnings: '' })
    }
  })
})

/** Every object of a run, and the pods that its Jobs make: Pod Security looks at pods alone. */
function runObjects(namespace: string, config: unknown): readonly KubernetesObject[] {
  const scope = { ...driverScope(config), namespace }
  const foreign = { image: 'python:3.12-slim', resources: { cpu: 2, memory: 2 ** 31, gpu: 1 } }
  const item = (index: number) => bundle({ ...foreign, envelopes: [envelope({ items: [index], timeoutMs: 60_000 })] })
  const jobs = [
    stepJob(bundle(), ENVIRONMENT, scope),
    stepJob(item(0), ENVIRONMENT, scope),
    indexedJob({ bundles: [item(0), item(1)], parallelism: 1, ...ENVIRONMENT }, scope),
    driverJob(ENVIRONMENT, scope),
  ]
  const times = { cron: '30 4 * * *', timeZone: 'Europe/Berlin', concurrency: 'forbid' } as const
  const nightly = { stack: 'k8s', pipeline: 'training', schedule: { name: 'nightly', ...times, params: {} } }
  const pods = jobs.map(({ metadata, spec }) => {
    const { name } = metadata!
    const { metadata: told, spec: pod } = spec!.template
    return { apiVersion: 'v1', kind: 'Pod', metadata: Object.assign({}, told, { name: `${name}-abcde` }), spec: pod }
  })
  return [
    runConfigMap(scope),
    runSecret(scope, { TOKEN: 'x' }),
    ...jobs,
    ...pods,
    cronJob(nightly, { ...scope, ...ENVIRONMENT }),
  ] as readonly KubernetesObject[]
}

/** How the API server answers to an object with fields that it does not know, or pods that it would not take. */
async function dryRun(namespace: string, object: KubernetesObject): Promise<{ status: number; warnings: string }> {
  const [plural, ...version] = PLURALS[object.kind!]!.split('/').toReversed()
  const path = `${version.toReversed().join('/')}/namespaces/${namespace}/${plural}`
  const answer = await fetch(`${inject('cluster').api}/${path}?dryRun=All&fieldValidation=Strict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  })
  const said = await answer.text()
  return { status: answer.status, warnings: answer.headers.get('warning') ?? (answer.ok ? '' : said) }
}
