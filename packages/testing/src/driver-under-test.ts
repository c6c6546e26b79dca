import type { EpochSpec } from '@regauge/core/run'
import type { OpenedStack } from './stack-under-test.ts'

/** A driver that runs outside of the test's process. Disposing it kills it. */
export interface DriverUnderTest extends AsyncDisposable {
  /**
   * Ends the driver hard and for good, together with whatever would start it anew, and resolves when it is gone. Its
   * attempts are left to themselves. Doing so twice is no error.
   */
  kill(): Promise<void>
}

/**
 * Begins to drive an epoch of a run whose record stands in the store, in the place where drivers of the orchestrator run.
 * Resolves once the driver holds the epoch.
 */
export type StartDriver = (epoch: EpochSpec, opened: OpenedStack) => Promise<DriverUnderTest>
