import { gcsArtifactStore } from '@regauge/artifact-store-gcs'
import { describeArtifactStore } from '@regauge/testing'
import { inject } from 'vitest'
import { createBucket, open } from './gcs.fixture.ts'

describeArtifactStore({
  name: 'gcs',
  async create() {
    const argument = await createBucket(inject('services').gcs)
    return { store: await open(argument), reopen: { module: import.meta.resolve('./gcs.fixture.ts'), argument } }
  },
  capabilities: gcsArtifactStore.capabilities,
  report: {
    flavor: 'gcs',
    file: new URL('../../packages/artifact-store-gcs/conformance/artifact-store.gcs.json', import.meta.url),
  },
  waivers: [
    {
      test: 'pages of any limit hold the same as one page',
      reason: 'fake-gcs-server gives all common prefixes with the first page, whatever its limit',
    },
  ],
})
