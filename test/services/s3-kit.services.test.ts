import { s3ArtifactStore } from '@regauge/artifact-store-s3'
import { describeArtifactStore, type Waiver } from '@regauge/testing'
import { inject } from 'vitest'
import { configOf, createBucket, open } from './s3.fixture.ts'

const REPORT = new URL('../../packages/artifact-store-s3/conformance/artifact-store.s3.json', import.meta.url)

const NESTED_KEYS = [
  'a key may at the same time be a folder of others: f and then f/g',
  'a key may at the same time be a folder of others: f/g and then f',
]

const waivers: Readonly<Record<'s3' | 'versitygw', readonly Waiver[]>> = {
  s3: NESTED_KEYS.map((test) => ({ test, reason: 'MinIO leaves "f/g" out of lists beside "f"' })),
  versitygw: NESTED_KEYS.map((test) => ({ test, reason: 'versitygw keeps objects as files' })),
}

for (const name of ['s3', 'versitygw'] as const) {
  describeArtifactStore({
    name: `s3, ${name}`,
    async create() {
      const endpoint = inject('services')[name]
      const argument = configOf(endpoint, await createBucket(endpoint))
      return { store: await open(argument), reopen: { module: import.meta.resolve('./s3.fixture.ts'), argument } }
    },
    capabilities: s3ArtifactStore.capabilities,
    waivers: waivers[name],
    ...(name === 's3' && { report: { flavor: 's3', file: REPORT } }),
  })
}
