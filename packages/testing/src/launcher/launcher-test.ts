import type { LauncherCapabilities } from '@regauge/core'
import type { OpenedStack } from '../stack-under-test.ts'
import type { TestLauncher } from './test-launcher.ts'

/** What a test of the launcher kit is given. */
export interface LauncherTestContext {
  readonly launcher: TestLauncher
  readonly opened: OpenedStack
  readonly capabilities: LauncherCapabilities
  /** A step operator's name, or `orchestrator`. */
  readonly place: string
  /** How long anything may take that is promised. */
  readonly patienceMs: number
}

/** Adds a test that gets a launcher of its own. */
export type LauncherTest = (title: string, run: (context: LauncherTestContext) => Promise<void>) => void
