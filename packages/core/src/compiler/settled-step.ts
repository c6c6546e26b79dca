import type { PlacedStep } from './outline.ts'
import type { ChosenLauncher } from './passes/choose-launcher.ts'
import type { ResolvedPolicy } from './passes/resolve-policy.ts'

/** A step or hook of which it is settled how it is run, but not yet whether its launcher can do so. */
export interface SettledStep {
  readonly step: PlacedStep
  readonly policy: ResolvedPolicy
  /** Absent where the stack has no step operator of the name. */
  readonly launcher?: ChosenLauncher
}
