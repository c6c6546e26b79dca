// The kits of launchers and orchestrators, run against orchestrators that each make one mistake.
import type { OrchestratorCapabilities } from '@regauge/core'
import { brokenOrchestrator, localOperator, MISTAKES } from './broken/flavor.fixture.ts'
import { describeLauncher } from './launcher.ts'
import { describeOrchestrator } from './orchestrator.ts'
import type { StackUnderTest } from './stack-under-test.ts'

/** Of those that make a mistake: what never comes is waited for no longer. */
const PATIENCE_MS = 4_000

interface Suites {
  readonly name: string
  readonly mistake?: string
  readonly capabilities?: Partial<OrchestratorCapabilities>
}

suites({ name: 'no mistake' })
for (const name of Object.keys(MISTAKES)) suites({ name, mistake: name })
suites({ name: 'declared wrongly', capabilities: { remote: true } })
suites({ name: 'declared as adoptable', capabilities: { adoptable: true } })
describeLauncher({ ...kitOf({ name: 'of an operator' }), capabilities: localOperator.capabilities, operator: 'here' })

function suites(given: Suites): void {
  const kit = kitOf(given)
  describeLauncher(kit)
  describeOrchestrator({ ...kit, wide: 20, largeBytes: 9 * 1024 * 1024 })
}

function kitOf({ name, mistake, capabilities }: Suites) {
  return {
    name,
    capabilities: { ...brokenOrchestrator.capabilities, ...capabilities },
    create: (): Promise<StackUnderTest> =>
      Promise.resolve({
        packages: [new URL('broken/flavor.fixture.ts', import.meta.url)],
        components: {
          orchestrator: { flavor: 'broken', config: mistake === undefined ? {} : { mistake } },
          'artifact-store': { flavor: 'local', config: { path: '.regauge/store', durable: false } },
          'step-operators': { here: { flavor: 'here', config: {} } },
        },
      }),
    ...(mistake !== undefined && { patienceMs: PATIENCE_MS }),
  }
}
