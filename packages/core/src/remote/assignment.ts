import type { StoreSpec } from '../contracts/orchestrator.ts'
import type { ScheduleName } from '../contracts/schedule-place.ts'
import type { HintAddress } from '../runtime/hints/hint.ts'
import type { BundleSpec } from '../spec/envelope.ts'
import type { Digest } from '../util/digest.ts'

/** Where the bundle of a runner stands in a {@link storeBundles | table of bundles}. */
export interface BundlePlace {
  readonly key: string
  /** Bytes of a row. */
  readonly width: number
  /** From 0. */
  readonly row: number
}

/** What a runner elsewhere is given: the attempts to work off, and how it finds their run. */
export interface Assignment {
  readonly store: StoreSpec
  readonly bundle: BundleSpec | BundlePlace
  /** A driver that has been silent for so long does not come back; attempts are not wanted any more. */
  readonly orphanTimeoutMs: number
  /** How long a store that is out of reach is waited for; absent: five minutes. */
  readonly storePatienceMs?: number
  /** Where the driver listens for hints; absent: nowhere that a runner reaches. */
  readonly hints?: HintAddress
}

/** Names of the environment variables of a runner and of a driver elsewhere. None of them reaches a step. */
export const REMOTE_ENV = Object.freeze({
  /** JSON of an {@link Assignment}, without its row where that is a variable of its own. */
  assignment: 'REGAUGE_REMOTE_ASSIGNMENT',
  /** The row of the table of bundles, where one text serves many runners. */
  row: 'REGAUGE_REMOTE_ROW',
  /** JSON of a {@link DriverAssignment}. */
  driver: 'REGAUGE_REMOTE_DRIVER',
  /** JSON of a {@link ProbeAssignment}. */
  probe: 'REGAUGE_REMOTE_PROBE',
  /** JSON of a {@link ScheduledAssignment}. */
  schedule: 'REGAUGE_REMOTE_SCHEDULE',
  /** The name of this process's place, which no other has: the uid of a pod. */
  worker: 'REGAUGE_REMOTE_WORKER',
  /** A file that takes why the process failed: JSON of a failure, and `regauge: 1`. */
  termination: 'REGAUGE_REMOTE_TERMINATION',
  /** Before the name of a variable that a reference `${env:…}` of the stack names. */
  reference: 'REGAUGE_REMOTE_ENV_',
} as const)

/** What a driver elsewhere is given. The rest it finds in the store, under the epoch's request. */
export interface DriverAssignment {
  readonly store: StoreSpec
  readonly run: string
  /** The epoch that was asked for. */
  readonly epoch: number
  /**
   * The name of the driver's place, e.g. of a Job, which starts a new driver where one is lost. A driver that finds
   * another one of its own place before it goes on in the next epoch.
   */
  readonly place: string
}

/** What a probe elsewhere is given. */
export interface ProbeAssignment {
  readonly store: StoreSpec
  /** How long each look at the store may take. */
  readonly timeoutMs: number
}

/** What a driver elsewhere is given that makes the run that it drives, since its time has come. */
export interface ScheduledAssignment extends ScheduleName {
  readonly store: StoreSpec
  /** Of the schedule's template when the driver was asked for. */
  readonly template: Digest
}

/** How a runner ends: its exit codes. */
export const RUNNER_EXIT = Object.freeze({
  /** Every attempt of the bundle has its outcome. */
  done: 0,
  /** It could not begin or go on, and no retry mends that. */
  config: 64,
  /** Another runner or driver decided about its attempts. */
  fenced: 75,
  /** Its store or its machine gave up. */
  infrastructure: 78,
  /** Its place was taken away, as by SIGTERM. */
  interrupted: 143,
})

/** What an environment brings for references, with the prefix of the variables taken away. */
export function referencesFrom(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const brought = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(REMOTE_ENV.reference) ? [[name.slice(REMOTE_ENV.reference.length), value] as const] : [],
  )
  return { ...env, ...Object.fromEntries(brought) }
}
