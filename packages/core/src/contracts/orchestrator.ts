import type { Failure } from '../errors/failure.ts'
import type { Digest } from '../util/digest.ts'
import type { ComponentSpec } from '../spec/stack-spec.ts'
import type { ArtifactStore } from './artifact-store.ts'
import type { Launcher, LauncherCapabilities, LauncherCapacity } from './launcher.ts'
import type { Probe } from './probe.ts'
import type { SchedulePlace } from './schedule-place.ts'

/** Looks secrets up by name (`store.key`) at the place where they are used. */
export interface SecretSource {
  /** Throws `SECRET_NOT_FOUND`, naming the places that were searched, never a value. */
  resolve(name: string): Promise<string>
}

/** How a process opens the store of a run. References in it are resolved where it is opened. */
export interface StoreSpec {
  readonly component: ComponentSpec
  /** Those that may bring its flavor. */
  readonly packages: readonly string[]
}

/** What the references of components need at another place. */
export interface ReferenceNeeds {
  /** Values of `${env:…}` on the submitting machine, by the variables' names. */
  readonly env: { readonly [name: string]: string }
  /** Those that a secret field refers to; they travel as secrets. */
  readonly secretEnv: { readonly [name: string]: string }
  /** Names of `${secret:…}`, which are looked up at that place. */
  readonly secrets: readonly string[]
}

/** The run that a launcher works for. */
export interface LauncherContext {
  readonly run: string
  /** A key of the plan's launchers: `orchestrator`, or the name of a step operator. */
  readonly launcher: string
  readonly epoch: number
  readonly pipeline: string
  /** Absolute path of the project on this machine. */
  readonly projectRoot: string
  /** The code package, under `code/<digest>/` in the store. */
  readonly code: Digest
  /** The run's store, open in this process. */
  readonly store: ArtifactStore
  /** How a runner elsewhere opens the same store. */
  readonly storeSpec: StoreSpec
  /** What the references in `storeSpec` need on another machine. Throws `STACK_FILE_REMOTE`. */
  storeNeeds(): ReferenceNeeds
  readonly secrets: SecretSource
}

/** What a driver elsewhere is started with. Everything else it finds in the run's store. */
export interface DriverRequest {
  readonly run: string
  readonly epoch: number
  readonly pipeline: string
  readonly storeSpec: StoreSpec
  /** Of every component of the stack. */
  readonly needs: ReferenceNeeds
}

/** What is known of a driver elsewhere: without an end it waits, or is at work. */
export type DriverEvent =
  /** It waits for something, in the backend's words. */
  | { readonly kind: 'pending'; readonly reason: string }
  /** It has ended, or can never begin as things are. */
  | {
      readonly kind: 'ended'
      readonly failure?: Failure
      /** It has not begun, and its place would let it begin all the same once things are otherwise. */
      readonly mayBegin?: boolean
    }

/** A place away from the submitting machine where drivers of runs live. */
export interface DriverPlace {
  /**
   * Sees to it that a driver for this epoch, which none has taken yet, runs there. Idempotent by run and epoch: one that
   * waits or works is left to it; one that has ended, or waits under other settings, makes way for a new one. Resolves
   * when the backend has taken it on; throws a coded error when it has refused it for good.
   */
  start(request: DriverRequest, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>

  /** What becomes of it, until the signal aborts. Ends after `ended`. Level-triggered, like a launcher's events. */
  watch(
    request: Pick<DriverRequest, 'run' | 'epoch'>,
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<DriverEvent>

  /** Takes away the driver of an epoch that nobody wants it to drive any more. Idempotent; there may be none. */
  remove(
    request: Pick<DriverRequest, 'run' | 'epoch'>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void>
}

/** What probes may use; `storeSpec` is how the store is probed from another place. */
export type ProbeContext = Pick<LauncherContext, 'projectRoot' | 'store' | 'storeSpec' | 'storeNeeds' | 'secrets'>

/** Which of the runs that have left something at a place are not needed there any more. */
export interface SweepOptions {
  /** Whether a run has ended, and nobody is about to go on with it. */
  readonly isOver: (run: string) => Promise<boolean>
  /** Nothing is taken away, only told. @default false */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Runs pipelines by a driver of ours and a launcher of its own. Creating one connects to nothing. */
export interface Orchestrator extends AsyncDisposable {
  /** `driven`: our driver decides the order. `delegated` is reserved for engines that do it themselves. */
  readonly mode: 'driven'
  /** What one run may use at once here, as far as it is known without connecting. For the compiler. */
  readonly capacity: LauncherCapacity
  openLauncher(context: LauncherContext): Promise<Launcher>
  /** Where drivers live; absent: they are processes of the submitting machine. */
  readonly driverPlace?: DriverPlace
  /** What starts runs by itself here; absent: nothing does. */
  readonly schedules?: SchedulePlace
  /** What `regauge stack doctor` looks at here before it starts and stops an attempt. Connects to nothing itself. */
  probes?(context: ProbeContext): readonly Probe[]
  /** Takes away what runs that are over have left here, and gives their ids. Absent: what is left goes by itself. */
  sweep?(options: SweepOptions): AsyncIterable<string>
}

/** A launcher that single steps ask for by name, so that one run may use several places. */
export interface StepOperator extends AsyncDisposable {
  readonly capacity: LauncherCapacity
  openLauncher(context: LauncherContext): Promise<Launcher>
  /** What `regauge stack doctor` looks at here before it starts and stops an attempt. Connects to nothing itself. */
  probes?(context: ProbeContext): readonly Probe[]
  /** Takes away what runs that are over have left here, and gives their ids. Absent: what is left goes by itself. */
  sweep?(options: SweepOptions): AsyncIterable<string>
}

/** What a flavor of orchestrator can do. */
export interface OrchestratorCapabilities extends LauncherCapabilities {
  readonly mode: 'driven'
  /** It has a place that starts runs by itself. @default false */
  readonly schedules?: boolean
}
