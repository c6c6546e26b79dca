import type { ScheduleSpec } from '../spec/schedule-spec.ts'
import type { Digest } from '../util/digest.ts'
import type { ReferenceNeeds, StoreSpec } from './orchestrator.ts'

/** Which schedule: stacks that share a place keep theirs apart. */
export interface ScheduleName {
  readonly stack: string
  readonly pipeline: string
  /** The schedule's own name. */
  readonly name: string
}

/** A schedule, and what its runs are made of. */
export interface ScheduleRequest {
  readonly stack: string
  readonly pipeline: string
  readonly schedule: ScheduleSpec
  /** Of the template in the store that each run is made of. */
  readonly template: Digest
  readonly storeSpec: StoreSpec
  /** Of every component of the stack. */
  readonly needs: ReferenceNeeds
}

/** What has become of a schedule that was applied. */
export interface AppliedSchedule {
  readonly change: 'created' | 'updated' | 'unchanged'
  /** What the place cannot do as it was asked to: sentences for people. */
  readonly warnings: readonly string[]
}

/** A schedule as it stands at its place. */
export interface StandingSchedule extends ScheduleName, Pick<ScheduleSpec, 'cron' | 'timeZone' | 'concurrency'> {
  /** It stands, but starts nothing. */
  readonly suspended: boolean
  /** The newest time for which it has started a run; absent: none yet. */
  readonly lastTime?: Date
  /** Drivers of its runs that have not ended. */
  readonly active: number
  /** What keeps the newest of them from beginning, in the place's words; absent: nothing that is known. */
  readonly waits?: string
}

/** What has become of a schedule that was to go. */
export interface DeletedSchedule {
  /** Drivers of its runs that go on. */
  readonly active: number
  /** What stays for them, and what to do about it: sentences for people. */
  readonly warnings: readonly string[]
}

/** A place that starts runs by itself, whether or not anybody is there. It makes one run of each scheduled time. */
export interface SchedulePlace {
  /**
   * Makes a schedule, or changes it to this; twice is once. Runs that are under way go on as they are. Throws coded
   * errors, also for a schedule that the place cannot keep.
   */
  apply(request: ScheduleRequest, options?: { readonly signal?: AbortSignal | undefined }): Promise<AppliedSchedule>

  /** The schedules of a stack, by the names of their pipelines and their own. */
  list(stack: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<readonly StandingSchedule[]>

  /** Takes a schedule away. Runs that it has started stay, and go on. Undefined where there is none. */
  delete(
    schedule: ScheduleName,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeletedSchedule | undefined>
}
