/** `@regauge/core/run`: preparing, submitting, driving and cancelling runs. */
export { cancelRun } from './composition/cancel-run.ts'
