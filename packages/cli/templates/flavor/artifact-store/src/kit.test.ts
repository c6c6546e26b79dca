import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeArtifactStore } from '@regauge/testing'
import { artifactStore } from './index.ts'
import { open } from './open.fixture.ts'

describeArtifactStore({
  name: '{{name}}',
  capabilities: artifactStore.capabilities,
  report: { flavor: '{{name}}', file: new URL('../conformance/artifact-store.json', import.meta.url) },
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'store-'))
    const argument = { file: join(folder, 'store.db') }
    return {
      store: await open(argument),
      reopen: { module: import.meta.resolve('./open.fixture.ts'), argument },
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  },
})
