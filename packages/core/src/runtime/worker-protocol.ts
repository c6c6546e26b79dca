import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { StoreSpec } from '../contracts/orchestrator.ts'
import type { Failure } from '../errors/failure.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { Envelope } from '../spec/envelope.ts'
import type { Digest } from '../util/digest.ts'

/** What a worker is for: the code it runs and where. The same for all attempts that it works off. */
export interface WorkerSetup {
  /** Absolute path of the project: the working directory of steps. */
  readonly projectRoot: string
  /** The code package and the directory that holds it. */
  readonly code: Digest
  readonly codeDirectory: string
  readonly store: StoreSpec
  /** The store's own, so that it need not be opened to be known. */
  readonly storeReach: ArtifactStore['reach']
  /** How long a store that is out of reach is waited for; absent: five minutes. */
  readonly storePatienceMs?: number | undefined
  /** A directory of the worker's own; attempts get their work directories in it. */
  readonly workRoot: string
}

/** One attempt as a worker is given it. */
export interface AttemptOrder {
  readonly id: string
  readonly envelope: Envelope
  /** The values of the secrets that the envelope names. */
  readonly secrets: { readonly [name: string]: string }
}

/** Why an attempt is asked to stop. `interrupted`: its place is being taken away, and the attempt may be tried elsewhere. */
export type StopReason = 'cancelled' | 'timeout' | 'interrupted'

/** What a supervisor tells its worker. */
export type ToWorker =
  /** `supervisor` is the process that the worker ends with. */
  | { readonly type: 'open'; readonly setup: WorkerSetup; readonly supervisor: number }
  /** Works them off in turn and answers each with a result, until one leaves the worker unfit for the next. */
  | { readonly type: 'run'; readonly orders: readonly AttemptOrder[] }
  /** Aborts the signal of one that runs; one that has not begun is left out. */
  | { readonly type: 'stop'; readonly attempts: readonly string[]; readonly reason: StopReason }

/** What a worker tells its supervisor, in the order in which it happens. */
export type FromWorker =
  | { readonly type: 'ready' }
  /** The worker cannot run anything: code or store could not be opened. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /** Bytes of the output file up to here were written while no attempt ran. */
  | { readonly type: 'stray'; readonly until: number }
  | { readonly type: 'result'; readonly result: AttemptResult }
  | {
      readonly type: 'progress'
      readonly attempt: string
      readonly progress: number
      readonly message?: string | undefined
    }
  /** A command has its own process group, which has to be killed with the worker; 0: it has ended. */
  | { readonly type: 'group'; readonly pid: number }

/** How one attempt went, as far as its worker can tell. */
export interface AttemptResult {
  readonly attempt: string
  /** `skipped`: it was to stop before it began. */
  readonly status: 'succeeded' | 'failed' | 'skipped'
  readonly outputs?: { readonly [name: string]: ArtifactRef } | undefined
  readonly failure?: Failure | undefined
  /** Milliseconds of user code; absent where it did not come to that. */
  readonly ms?: number | undefined
  /** The length of the output file when the attempt had ended. */
  readonly outputEnd: number
  /** The worker takes on no further attempt. */
  readonly spent: boolean
}
