import type { StackUnderTest } from '../index.ts'

/** A stack of the flavor `faulty`: what its launcher does is drawn from a seed. */
export const createStack =
  (config: { readonly odds: 'allowed' | 'bad'; readonly seed: number }) => (): Promise<StackUnderTest> =>
    Promise.resolve({
      packages: [new URL('faulty.fixture.ts', import.meta.url)],
      components: {
        orchestrator: { flavor: 'faulty', config },
        'artifact-store': { flavor: 'local', config: { path: '.regauge/store', durable: false } },
      },
    })
