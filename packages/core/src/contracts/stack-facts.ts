import type { Digest } from '../util/digest.ts'
import type { PolicySpec } from '../spec/policy.ts'
import type { ArtifactStoreCapabilities } from './artifact-store.ts'
import type { Kind, KindCapabilities } from './flavor.ts'
import type { LauncherCapabilities, LauncherCapacity } from './launcher.ts'
import type { OrchestratorCapabilities } from './orchestrator.ts'

/** What the compiler knows of a stack: plain data, learnt by opening it, without a connection to anything. */
export interface StackFacts {
  readonly name: string
  readonly revision: Digest
  readonly defaults: PolicySpec
  readonly store: { readonly flavor: string; readonly capabilities: ArtifactStoreCapabilities }
  readonly orchestrator: LauncherFacts<OrchestratorCapabilities>
  /** The stack's step operators, by the names that steps ask for. */
  readonly operators: { readonly [name: string]: LauncherFacts }
  /** Every flavor that the stack's packages bring, chosen or not: for naming alternatives in refusals. */
  readonly flavorsOf: { readonly [K in Kind]: readonly FlavorFacts<K>[] }
}

/** One place that runs attempts. */
export interface LauncherFacts<C extends LauncherCapabilities = LauncherCapabilities> {
  readonly flavor: string
  readonly capabilities: C
  readonly capacity: LauncherCapacity
}

/** One flavor as far as the compiler needs to know it. */
export interface FlavorFacts<K extends Kind = Kind> {
  readonly name: string
  readonly capabilities: KindCapabilities[K]
}
