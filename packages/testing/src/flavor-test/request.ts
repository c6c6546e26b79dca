import type { ArtifactStoreCapabilities, LauncherCapabilities, OrchestratorCapabilities } from '@regauge/core'
import type { StackUnderTest } from '../stack-under-test.ts'

/** What is asked of the process that runs tests. Plain data. */
export interface TestRequest {
  /** Absolute path of the package, whose own tests are run where no kits are given. */
  readonly folder: string
  readonly kits?: readonly KitRequest[]
}

/** One kit and the stack whose components it puts to the test. References in configs are unresolved. */
export type KitRequest =
  | { readonly kind: 'artifact-store'; readonly capabilities: ArtifactStoreCapabilities; readonly store: StorePlace }
  | (LauncherPlace & { readonly kind: 'orchestrator'; readonly capabilities: OrchestratorCapabilities })
  | (LauncherPlace & {
      readonly kind: 'step-operator'
      readonly capabilities: LauncherCapabilities
      /** Its name among the operators. */
      readonly operator: string
    })

/** Where the stores of a kit are made. */
export interface StorePlace {
  /** Absolute path of the project, from which packages and references are looked up. */
  readonly projectRoot: string
  /** What brings the flavor, as a stack file names it. */
  readonly packages: readonly string[]
  readonly component: StackUnderTest['components']['artifact-store']
  /** The flavor has a config field `prefix`, below which a store of one's own can be had. */
  readonly prefixed: boolean
}

/** Where the launchers of a kit are opened. */
export interface LauncherPlace {
  readonly flavor: string
  /** Absolute paths of the modules that bring the flavors of the stack. */
  readonly modules: readonly string[]
  readonly components: Pick<StackUnderTest['components'], 'orchestrator' | 'step-operators'>
  readonly store: StorePlace
  /** How long anything may take that is promised. @default the kit's */
  readonly patienceMs?: number | undefined
}

/** What the process that runs tests says. */
export type TestEvent =
  /** All tests of one group have ended. */
  | { readonly kind: 'group'; readonly suite: string; readonly group: string; readonly tests: readonly TestReport[] }
  /** A file of tests could not be run. */
  | { readonly kind: 'failed'; readonly file: string; readonly message: string }
  /** Nothing could be run. */
  | { readonly kind: 'refused'; readonly code?: string; readonly message: string; readonly hint?: string }
  | { readonly kind: 'end' }

/** What became of one test. */
export interface TestReport {
  readonly title: string
  /** `waived`: it failed, as its waiver says. */
  readonly state: 'kept' | 'broken' | 'waived' | 'skipped'
  readonly ms: number
  /** Why it is broken, or why it is waived. */
  readonly reason?: string
}
