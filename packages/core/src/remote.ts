/** `@regauge/core/remote`: what launchers on other machines start runners and drivers with. */
export { REMOTE_ENV, RUNNER_EXIT } from './remote/assignment.ts'
export type {
  Assignment,
  BundlePlace,
  DriverAssignment,
  ProbeAssignment,
  ScheduledAssignment,
} from './remote/assignment.ts'
export { driverEnv, probeEnv, referenceEnv, type RemoteEnv, runnerEnv, scheduledEnv } from './remote/assignment-env.ts'
export { giveUpStopped } from './remote/give-up-stopped.ts'
export { readBundles, storeBundles } from './remote/bundle-table.ts'
export { parseFindings } from './remote/findings-text.ts'
export { attemptState } from './remote/attempt-state.ts'
export { claimedAttempts } from './remote/claimed-attempts.ts'
export { requestStop, type StopRequest } from './remote/request-stop.ts'
