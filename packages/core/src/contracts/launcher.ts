import type { Failure } from '../errors/failure.ts'
import type { BundleSpec } from '../spec/envelope.ts'
import type { OutcomeRecord } from '../spec/outcome.ts'

/** What a launcher can do. The compiler refuses a plan that asks for more. */
export interface LauncherCapabilities {
  /** `host`: plain processes of a machine, which use no image; `container`: an image an attempt. */
  readonly image: 'host' | 'container'
  /** Attempts run on other machines, so that the store has to be in reach of the network. */
  readonly remote: boolean
  /** Attempts outlive their driver and can be adopted by the next one. If not, they end within 5 s of losing it. */
  readonly adoptable: boolean
}

/** What may be under way at once. An absent field is not counted. */
export interface LauncherCapacity {
  readonly cpu?: number
  /** Bytes. */
  readonly memory?: number
  readonly gpu?: number
  /** Bundles. */
  readonly bundles?: number
}

/**
 * What a launcher saw. Level-triggered: an event may come twice or late, an end is never lost. Only the outcome record
 * tells how an attempt ended.
 */
export type LauncherEvent =
  /** The attempt's user code is about to start. */
  | { readonly kind: 'started'; readonly attempt: string; readonly worker?: string }
  /**
   * A hint: the attempt's outcome record stands. `outcome` is that record, where the launcher itself, in this process, has
   * just put it; absent, whoever wants it reads it.
   */
  | { readonly kind: 'outcome'; readonly attempt: string; readonly outcome?: OutcomeRecord }
  | { readonly kind: 'progress'; readonly attempt: string; readonly progress?: number; readonly message?: string }
  /**
   * Something that people should look into, although the run may get over it: `code` is that of an error, and says what
   * kind. Told once.
   */
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }
  /** The bundle waits for something, in the backend's words. */
  | { readonly kind: 'pending'; readonly bundle: string; readonly reason: string }
  /**
   * The bundle's place is gone and nothing of it runs any more. Attempts that had started and have no outcome failed
   * with this failure (absent: `lost`); attempts that had not started may be started again under the same number.
   */
  | { readonly kind: 'ended'; readonly bundle: string; readonly failure?: Failure }

/** A bundle that is under way, whoever started it. */
export interface LiveBundle {
  readonly id: string
  /** In the order of the bundle. Those that have an outcome already may be left out. */
  readonly attempts: readonly {
    readonly path: string
    readonly attempt: number
    /** Its user code has begun. */
    readonly started: boolean
  }[]
}

/**
 * Starts attempts of one run in processes, containers, pods or batch jobs. Disposing leaves attempts that are adoptable to
 * themselves; the others have ended when it returns, without an outcome.
 */
export interface Launcher extends AsyncDisposable {
  readonly capacity: LauncherCapacity

  /**
   * Sees to it that the bundle runs. Idempotent by the bundle's id: a second call for the same one changes nothing.
   * Resolves when the backend has taken it on; throws a coded error when it has refused it. What no later attempt can
   * mend has a code whose exit code is 2; after any other one the attempts are given up and started anew.
   */
  start(bundle: BundleSpec, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>

  /** Everything that happens from the first call on, until the signal aborts or the launcher is disposed. */
  watch(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<LauncherEvent>

  /**
   * The bundles of this run that are alive, also those that an earlier driver started; they are watched from now on.
   * Where attempts are not adoptable: always empty, and whatever an earlier driver left on this machine has ended when
   * this returns.
   */
  adopt(options?: { readonly signal?: AbortSignal | undefined }): Promise<readonly LiveBundle[]>

  /**
   * Asks attempts to stop: their signal aborts, after the grace period they are killed. Returns at once; their outcome
   * and the bundle's end tell the rest. Attempts that are not there are ignored.
   */
  cancel(
    attempts: readonly string[],
    options: { readonly reason: 'cancelled' | 'timeout'; readonly graceMs?: number },
  ): Promise<void>

  /**
   * Takes away what the run has left at this place, such as objects that people would still look at. For runs of which
   * nothing runs any more and nothing is to be kept. Absent: nothing is left.
   */
  remove?(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
}
