import type { OrchestratorCapabilities } from '@regauge/core'
import type { OpenedStack } from '../stack-under-test.ts'

/** What a test of the orchestrator kit is given. */
export interface OrchestratorTestContext {
  readonly opened: OpenedStack
  readonly capabilities: OrchestratorCapabilities
  /** How long one run may take. */
  readonly patienceMs: number
}

/** Adds a test that gets a stack of its own. */
export type OrchestratorTest = (title: string, run: (context: OrchestratorTestContext) => Promise<void>) => void
