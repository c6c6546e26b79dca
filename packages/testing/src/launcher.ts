import { randomUUID } from 'node:crypto'
import type { LauncherCapabilities } from '@regauge/core'
import { describeKit, type KitReport, type Waiver } from './kit.ts'
import { describeAdopting } from './launcher/adopting.ts'
import { describeBundles } from './launcher/bundles.ts'
import { describeCancelling } from './launcher/cancelling.ts'
import { describeEnvelopes } from './launcher/envelopes.ts'
import { describeFailures } from './launcher/failures.ts'
import type { LauncherTestContext } from './launcher/launcher-test.ts'
import { describeLauncherCapabilities } from './launcher/capabilities.ts'
import { describeOutcomes } from './launcher/outcomes.ts'
import { describeStarting } from './launcher/starting.ts'
import { openTestLauncher } from './launcher/test-launcher.ts'
import { describeWatching } from './launcher/watching.ts'
import { openStackUnderTest, type StackUnderTest } from './stack-under-test.ts'

/** What the suite of a launcher is made of. */
export interface LauncherKit {
  /** The flavor's name, for the title of the suite. @default 'launcher' */
  readonly name?: string
  /** The stack whose launcher is put to the test. Called for each test. */
  readonly create: () => Promise<StackUnderTest>
  /** What the flavor declares. */
  readonly capabilities: LauncherCapabilities
  /** The step operator of the stack that is put to the test. @default its orchestrator */
  readonly operator?: string
  /** Bundles that are started at once, more than run at once. @default 30 */
  readonly many?: number
  /** How long anything may take here that is promised: an attempt's start, an end that is told. @default 30 000 */
  readonly patienceMs?: number
  /** @default none */
  readonly waivers?: readonly Waiver[]
  /** @default none */
  readonly report?: KitReport
}

/**
 * The promises of the launcher's contract, as a suite that every orchestrator and every step operator has to pass.
 *
 * @example
 * describeLauncher({
 *   create: async () => ({
 *     packages: [new URL('./index.ts', import.meta.url)],
 *     components: {
 *       orchestrator: { flavor: 'mine', config: {} },
 *       'artifact-store': { flavor: 'local', config: { path: 'store' } },
 *     },
 *   }),
 *   capabilities: mine.capabilities,
 * })
 */
export function describeLauncher(kit: LauncherKit): void {
  const { capabilities, many = 30, patienceMs = 30_000, operator: place = 'orchestrator' } = kit
  const title = kit.name === undefined ? 'launcher' : `launcher "${kit.name}"`
  const kind = place === 'orchestrator' ? 'orchestrator' : 'step-operator'
  const proves = { kit: 'launcher', kind, capabilities } as const
  describeKit({ title, waivers: kit.waivers ?? [], timeoutMs: 4 * patienceMs, report: kit.report, proves }, (add) => {
    const launcherTest = (name: string, run: (context: LauncherTestContext) => Promise<void>) =>
      add(name, async () => {
        await using opened = await openStackUnderTest(kit.create)
        const policy = place === 'orchestrator' ? {} : { operator: place }
        const prepared = await opened.prepare('attempts', { policy })
        await using launcher = await openTestLauncher(opened, prepared, { place, patienceMs, run: randomUUID() })
        await run({ launcher, opened, capabilities, place, patienceMs })
      })
    describeStarting(launcherTest)
    describeEnvelopes(launcherTest)
    describeOutcomes(launcherTest)
    describeFailures(launcherTest)
    describeWatching(launcherTest)
    describeBundles(launcherTest, many)
    describeCancelling(launcherTest)
    describeAdopting(launcherTest)
    describeLauncherCapabilities(launcherTest)
  })
}
