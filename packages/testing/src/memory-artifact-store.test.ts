import { createMemoryArtifactStore, describeArtifactStore } from './index.ts'

describeArtifactStore({
  name: 'memory',
  create: async () => Promise.resolve({ store: createMemoryArtifactStore() }),
  capabilities: { reach: 'machine', nestedKeys: true },
  waivers: [
    {
      test: 'of writers in several processes exactly one is told that it wrote',
      reason: 'no other process reaches the memory of this one',
    },
  ],
})
