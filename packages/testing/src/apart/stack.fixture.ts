import type { StackUnderTest } from '../stack-under-test.ts'
import { startDriverProcess } from '../driver-process.ts'

/** A stack whose attempts and drivers are in other processes than the test. */
export function createApartStack(): Promise<StackUnderTest> {
  return Promise.resolve({
    packages: [new URL('flavor.fixture.ts', import.meta.url)],
    components: {
      orchestrator: { flavor: 'apart', config: {} },
      'artifact-store': { flavor: 'local', config: { path: '.regauge/store', durable: false } },
    },
    startDriver: startDriverProcess,
  })
}
