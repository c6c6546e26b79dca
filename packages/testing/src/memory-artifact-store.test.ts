import { createMemoryArtifactStore, describeArtifactStore } from './index.ts'
import { memoryArtifactStore } from './memory.ts'

describeArtifactStore({
  name: 'memory',
  create: async () => Promise.resolve({ store: createMemoryArtifactStore() }),
  capabilities: memoryArtifactStore.capabilities,
  report: { flavor: 'memory', file: new URL('../conformance/artifact-store.memory.json', import.meta.url) },
  waivers: [
    {
      test: 'of writers in several processes exactly one is told that it wrote',
      reason: 'no other process reaches the memory of this one',
    },
  ],
})
