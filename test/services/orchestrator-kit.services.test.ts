import { localOrchestrator } from '@regauge/orchestrator-local'
import { describeOrchestrator, type StackUnderTest } from '@regauge/testing'
import { inject } from 'vitest'
import { AZURE_ACCOUNT, USER } from './servers.ts'
import { STORES, type TestedStore } from './stores.fixture.ts'

/** One server for each store: what differs between servers of one protocol, the stores' own kit finds. */
const FLAVORS = { s3: 's3 on MinIO', gcs: 'gcs', azure: 'azure' } as const

// Secrets stand in stacks as references only.
process.env['KIT_SECRET'] = USER.secretAccessKey
process.env['KIT_KEY'] = AZURE_ACCOUNT.accountKey
const REFERENCES: Readonly<Record<string, object>> = {
  s3: { credentials: { accessKeyId: USER.accessKeyId, secretAccessKey: '${env:KIT_SECRET}' } },
  azure: { accountKey: '${env:KIT_KEY}' },
}

for (const [flavor, name] of Object.entries(FLAVORS)) {
  describeOrchestrator({
    name: `local, with its store in ${flavor}`,
    create: async (): Promise<StackUnderTest> => ({
      packages: ['orchestrator-local', `artifact-store-${flavor}`].map(
        (each) => new URL(`../../packages/${each}/src/index.ts`, import.meta.url),
      ),
      components: {
        orchestrator: { flavor: 'local', config: { slots: 2 } },
        'artifact-store': { flavor, config: await configOf(name) },
      },
    }),
    capabilities: localOrchestrator.capabilities,
    wide: 100,
  })
}

type Config = StackUnderTest['components']['artifact-store']['config']

/** The config of a store of its own, as a stack would hold it. */
async function configOf(name: keyof typeof STORES): Promise<Config> {
  const { server, create }: TestedStore = STORES[name]
  const config = { ...(await create(inject('services')[server])), ...REFERENCES[server] }
  return config
}
