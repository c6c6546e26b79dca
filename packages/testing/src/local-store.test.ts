import { localArtifactStore } from '@regauge/core/artifacts'
import { describeArtifactStore } from './index.ts'
import { open, temporaryFolder } from './local-store.fixture.ts'

for (const durable of [false, true]) {
  describeArtifactStore({
    name: durable ? 'local, durable' : 'local',
    async create() {
      const folder = await temporaryFolder()
      const argument = { path: folder.path, durable }
      const module = import.meta.resolve('./local-store.fixture.ts')
      return { store: await open(argument), reopen: { module, argument }, remove: folder.remove }
    },
    capabilities: localArtifactStore.capabilities,
    ...(durable && {
      report: { flavor: 'local', file: new URL('../../core/conformance/artifact-store.local.json', import.meta.url) },
    }),
  })
}
