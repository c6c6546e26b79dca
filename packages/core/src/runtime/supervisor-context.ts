import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { LauncherEvent } from '../contracts/launcher.ts'
import type { SecretSource } from '../contracts/orchestrator.ts'
import type { AttemptWorker, WorkerProfile } from './attempt-worker.ts'
import type { Echo } from './echo.ts'
import type { MemoryUse } from './memory-use.ts'
import type { Redaction } from './redact.ts'
import type { RunLog } from './run-log.ts'

/** Where supervisors get their workers from. */
export interface WorkerSource {
  /** A worker, which may still have to become ready. Throws where the machine has no room for one. */
  lease(profile: WorkerProfile): AttemptWorker
  /** Gives a worker back. A spent one is ended; the promise resolves when nothing of it is left. */
  giveBack(worker: AttemptWorker, options: { readonly spent: boolean }): Promise<void>
}

/** What the supervision of all bundles of a run in one place has in common. */
export interface SupervisorContext {
  readonly store: ArtifactStore
  readonly secrets: SecretSource
  /** Learns each secret that is resolved; also the run's log is written by it. */
  readonly redaction: Redaction
  readonly workers: WorkerSource
  /** Each attempt gets a worker that has run nothing before. @default false */
  readonly fresh?: boolean
  readonly runLog: RunLog
  readonly emit: (event: LauncherEvent) => void
  /** What attempts write is shown here, too. Absent: it is stored alone. */
  readonly echo?: Echo
  /** Aborted: nothing more is started, and attempts that have not begun are left as they are. */
  readonly closing: AbortSignal
  /**
   * Attempts may be started twice by the backend, so each is claimed before it starts, in the name of this supervisor,
   * which nobody else has. Absent: they are not.
   */
  readonly claims?: { readonly worker: string }
  /** How many processes the kernel has killed here for want of memory. Absent: nobody can tell. */
  readonly oomKills?: () => number
  /** The memory of this place, for messages. Absent: nobody can tell. */
  readonly memoryUse?: () => MemoryUse
  /** Milliseconds since the epoch. */
  readonly now: () => number
}
