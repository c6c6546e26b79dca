import type { Digest } from '../util/digest.ts'
import type { ComponentSpec } from '../spec/stack-spec.ts'
import type { ArtifactStore } from './artifact-store.ts'
import type { Launcher, LauncherCapabilities, LauncherCapacity } from './launcher.ts'
import type { Probe } from './probe.ts'

/** Looks secrets up by name (`store.key`) at the place where they are used. */
export interface SecretSource {
  /** Throws `SECRET_NOT_FOUND`, naming the places that were searched, never a value. */
  resolve(name: string): Promise<string>
}

/** The run that a launcher works for. */
export interface LauncherContext {
  readonly run: string
  readonly epoch: number
  readonly pipeline: string
  /** Absolute path of the project on this machine. */
  readonly projectRoot: string
  /** The code package, under `code/<digest>/` in the store. */
  readonly code: Digest
  /** The run's store, open in this process. */
  readonly store: ArtifactStore
  /** How a runner elsewhere opens the same store. */
  readonly storeSpec: { readonly component: ComponentSpec; readonly packages: readonly string[] }
  readonly secrets: SecretSource
}

/** What probes may use; `storeSpec` is how the store is probed from another place. */
export type ProbeContext = Pick<LauncherContext, 'projectRoot' | 'store' | 'storeSpec' | 'secrets'>

/** Runs pipelines by a driver of ours and a launcher of its own. Creating one connects to nothing. */
export interface Orchestrator extends AsyncDisposable {
  /** `driven`: our driver decides the order. `delegated` is reserved for engines that do it themselves. */
  readonly mode: 'driven'
  /** What one run may use at once here, as far as it is known without connecting. For the compiler. */
  readonly capacity: LauncherCapacity
  openLauncher(context: LauncherContext): Promise<Launcher>
  /** What `regauge stack doctor` looks at here before it starts and stops an attempt. Connects to nothing itself. */
  probes?(context: ProbeContext): readonly Probe[]
}

/** A launcher that single steps ask for by name, so that one run may use several places. */
export interface StepOperator extends AsyncDisposable {
  readonly capacity: LauncherCapacity
  openLauncher(context: LauncherContext): Promise<Launcher>
  /** What `regauge stack doctor` looks at here before it starts and stops an attempt. Connects to nothing itself. */
  probes?(context: ProbeContext): readonly Probe[]
}

/** What a flavor of orchestrator can do. */
export interface OrchestratorCapabilities extends LauncherCapabilities {
  readonly mode: 'driven'
}
