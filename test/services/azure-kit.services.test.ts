import { azureArtifactStore } from '@regauge/artifact-store-azure'
import { describeArtifactStore } from '@regauge/testing'
import { inject } from 'vitest'
import { createContainer, open } from './azure.fixture.ts'

describeArtifactStore({
  name: 'azure',
  async create() {
    const argument = await createContainer(inject('services').azure)
    return { store: await open(argument), reopen: { module: import.meta.resolve('./azure.fixture.ts'), argument } }
  },
  capabilities: azureArtifactStore.capabilities,
  report: {
    flavor: 'azure',
    file: new URL('../../packages/artifact-store-azure/conformance/artifact-store.azure.json', import.meta.url),
  },
})
