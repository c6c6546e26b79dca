import type { StackUnderTest } from '@regauge/testing'

/** A stack of this package's orchestrator with a local store, for the kits. */
export function createStack(): Promise<StackUnderTest> {
  return Promise.resolve({
    packages: [new URL('index.ts', import.meta.url)],
    components: {
      orchestrator: { flavor: 'local', config: { slots: 2 } },
      'artifact-store': { flavor: 'local', config: { path: '.regauge/store', durable: false } },
    },
  })
}
