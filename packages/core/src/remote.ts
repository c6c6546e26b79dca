/** `@regauge/core/remote`: what launchers on other machines start runners and drivers with. */
export { REMOTE_ENV, RUNNER_EXIT } from './remote/assignment.ts'
export type { Assignment, BundlePlace, DriverAssignment } from './remote/assignment.ts'
export { driverEnv, type RemoteEnv, runnerEnv } from './remote/assignment-env.ts'
export { storeBundles } from './remote/bundle-table.ts'
export { requestStop } from './remote/request-stop.ts'
export { secretVariable } from './registry/secret-name.ts'
