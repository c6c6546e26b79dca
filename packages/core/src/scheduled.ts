/** `@regauge/core/scheduled`: what a place that keeps schedules starts its drivers with. */
export { RUNNER_EXIT } from './remote/assignment.ts'
export { driveScheduled, type ScheduledSurroundings } from './remote/drive-scheduled.ts'
export { exitWith } from './remote/exit-with.ts'
export { readScheduledAssignment } from './remote/read-assignment.ts'
