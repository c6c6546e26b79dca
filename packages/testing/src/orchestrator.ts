import type { OrchestratorCapabilities } from '@regauge/core'
import { describeKit, type KitReport, type Waiver } from './kit.ts'
import { describeAfterDeath } from './orchestrator/after-death.ts'
import { describeCancel } from './orchestrator/cancel.ts'
import { describeChoices } from './orchestrator/choices.ts'
import { describeGraphs } from './orchestrator/graphs.ts'
import { describeHooks } from './orchestrator/hooks.ts'
import type { OrchestratorTestContext } from './orchestrator/orchestrator-test.ts'
import { describeRefusals } from './orchestrator/refusals.ts'
import { describeRetries } from './orchestrator/retries.ts'
import { describeSurroundings } from './orchestrator/surroundings.ts'
import { openStackUnderTest, type StackUnderTest } from './stack-under-test.ts'

/** What the suite of an orchestrator is made of. */
export interface OrchestratorKit {
  /** The flavor's name, for the title of the suite. @default 'orchestrator' */
  readonly name?: string
  /** The stack whose orchestrator is put to the test. Called for each test. */
  readonly create: () => Promise<StackUnderTest>
  /** What the flavor declares: what it lacks has to be refused when a pipeline is compiled. */
  readonly capabilities: OrchestratorCapabilities
  /** Step runs of the wide map. @default 1 000 */
  readonly wide?: number
  /** Bytes of the large artifact. @default 32 MiB */
  readonly largeBytes?: number
  /** An image with a shell, `cat` and `wc`, for the step that runs a program. @default that of all other steps */
  readonly commandImage?: string
  /** How long one run may take, the wide one too. @default 60 000 */
  readonly patienceMs?: number
  /** @default none */
  readonly waivers?: readonly Waiver[]
  /** @default none */
  readonly report?: KitReport
}

/**
 * The pipelines that every orchestrator has to carry, as a suite. What became of them is read from the records in the
 * stack's store; the orchestrator itself is not asked.
 *
 * @example
 * describeOrchestrator({
 *   create: async () => ({
 *     packages: [new URL('./index.ts', import.meta.url)],
 *     components: {
 *       orchestrator: { flavor: 'mine', config: {} },
 *       'artifact-store': { flavor: 'local', config: { path: 'store' } },
 *     },
 *   }),
 *   capabilities: mine.capabilities,
 *   wide: 100,
 * })
 */
export function describeOrchestrator(kit: OrchestratorKit): void {
  const { capabilities, wide = 1_000, largeBytes = 32 * 1024 * 1024, patienceMs = 60_000 } = kit
  const title = kit.name === undefined ? 'orchestrator' : `orchestrator "${kit.name}"`
  const proves = { kit: 'orchestrator', kind: 'orchestrator', capabilities } as const
  describeKit({ title, waivers: kit.waivers ?? [], timeoutMs: 3 * patienceMs, report: kit.report, proves }, (add) => {
    const orchestratorTest = (name: string, run: (context: OrchestratorTestContext) => Promise<void>) =>
      add(name, async () => {
        await using opened = await openStackUnderTest(kit.create)
        await run({ opened, capabilities, patienceMs })
      })
    describeGraphs(orchestratorTest, wide)
    describeChoices(orchestratorTest)
    describeRetries(orchestratorTest)
    describeCancel(orchestratorTest)
    describeHooks(orchestratorTest)
    describeSurroundings(orchestratorTest, { largeBytes, commandImage: kit.commandImage })
    describeAfterDeath(orchestratorTest)
    describeRefusals(orchestratorTest)
  })
}
