/** `@regauge/core/run`: opening stacks, and preparing, submitting, driving and cancelling runs. */
export { applySchedule, type ApplyScheduleOptions } from './composition/apply-schedule.ts'
export { cancelRequested, type CancelRequestedOptions } from './composition/cancel-requested.ts'
export { requestCancel } from './composition/cancel-run.ts'
export { detachRun, type DetachedRequest } from './composition/detach-run.ts'
export { driveRun, type DriveRunOptions } from './composition/drive-run.ts'
export {
  openProjectStack,
  type OpenedProjectStack,
  type OpenProjectStackOptions,
} from './composition/open-project-stack.ts'
export { openStack, type OpenStackOptions, type Stack } from './composition/open-stack.ts'
export { prepareResume, type PrepareResumeOptions } from './composition/prepare-resume.ts'
export { prepareRun, type PreparedRun, type PrepareRunOptions } from './composition/prepare-run.ts'
export { prepareSchedules, type PreparedSchedule } from './composition/prepare-schedules.ts'
export { schedulePlaceOf } from './composition/schedule-place-of.ts'
export { startElsewhere, type StartElsewhereOptions } from './composition/start-elsewhere.ts'
export { probeStack, type ProbeStackOptions, type StackFinding } from './composition/probe-stack.ts'
export { submitRun, type SubmitRunOptions, type SubmittedRun } from './composition/submit-run.ts'
export { drivenElsewhere, type EpochSpec } from './composition/take-epoch.ts'
export type { DriveResult } from './driver/drive.ts'
