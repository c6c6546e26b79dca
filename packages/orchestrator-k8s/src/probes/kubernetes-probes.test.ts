import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { scriptedClient } from '../api/scripted-api.fixture.ts'
import { orchestratorConfig } from '../config.ts'
import { startScriptedCluster } from '../launcher/scripted-cluster.fixture.ts'
import { kubernetesProbes } from './kubernetes-probes.ts'

const NO_INDEXES = 'Kubernetes 1.28 has no backoffLimitPerIndex: each bundle of a map runs in a Job of its own.'
const NO_REPLACEMENT =
  'Kubernetes 1.28 has no podReplacementPolicy: a new pod of the driver may start while the old one still ends.'

/** What the doctor says of the connection to a server of a version. */
async function connection(version: string, config: object, isDriver = false): Promise<string> {
  await using cluster = await startScriptedCluster({ version })
  const parsed = orchestratorConfig.parse(config)
  const [probe] = kubernetesProbes({
    config: parsed,
    driver: isDriver ? parsed : undefined,
    openClient: () => Promise.resolve(scriptedClient(cluster.api)),
    context: {
      projectRoot: tmpdir(),
      store: cluster.store,
      storeSpec: { component: { flavor: 'local', config: {} }, packages: [] },
      storeNeeds: () => ({ env: {}, secretEnv: {}, secrets: [] }),
      secrets: { resolve: (name) => Promise.resolve(name) },
    },
  })
  const seen = await probe!.look({ signal: new AbortController().signal })
  const detail = typeof seen === 'string' ? seen : seen.detail
  return detail.replace(/ at http:\S+, by the script\./, ':')
}

test('the doctor says what goes without on an older server', async () => {
  expect(await connection('v1.28.9', { maps: 'indexed' })).toBe(`Kubernetes 1.28: ${NO_INDEXES}`)
  expect(await connection('v1.28.9', { maps: 'jobs' })).toBe('Kubernetes 1.28:')
  expect(await connection('v1.28.9', {}, true)).toBe(`Kubernetes 1.28: ${NO_INDEXES} ${NO_REPLACEMENT}`)
  expect(await connection('v1.34.4', {}, true)).toBe('Kubernetes 1.34:')
})
