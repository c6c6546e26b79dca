import { REMOTE_ENV } from '@regauge/core/remote'

/**
 * Where things lie in the runner image and in the pods that use it. The image is built to this layout; nothing else
 * names a path of it.
 */

/** The runner image of this version, as `npm run image` names it. */
export const RUNNER_IMAGE = 'localhost/regauge-runner:0.1.0'

/** Node, its libraries and the runner; in a step's own image mounted here, read-only. */
export const RUNNER_DIRECTORY = '/regauge'

/** What V8 has made of the runner's modules; the image itself says so in the environment of its own processes. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: `${RUNNER_DIRECTORY}/compile-cache` } as const

/** Where the init container sees the volume that it fills with the runner. */
export const RUNNER_TARGET = '/regauge-target'

const NODE = `${RUNNER_DIRECTORY}/bin/node`
const PACKAGES = `${RUNNER_DIRECTORY}/node_modules/@regauge`

/** Most of what a runner allocates is allocated while it starts, and collecting it then takes a tenth of its time. */
const WITHOUT_EARLY_COLLECTIONS = '--min-semi-space-size=16'

/** Works off the bundle that its environment names. */
export const STEP_COMMAND: readonly string[] = [NODE, WITHOUT_EARLY_COLLECTIONS, `${PACKAGES}/core/runner.js`]

/** Drives the run that its environment names. */
export const DRIVER_COMMAND: readonly string[] = [NODE, `${PACKAGES}/core/remote-driver.js`]

/** Makes the run of a scheduled time, and drives it. */
export const SCHEDULED_DRIVER_COMMAND: readonly string[] = [NODE, `${PACKAGES}/orchestrator-k8s/scheduled-driver.js`]

/** Opens the store that its environment names, and says what it finds. */
export const PROBE_COMMAND: readonly string[] = [NODE, `${PACKAGES}/core/remote-probe.js`]

/** Copies the runner into the volume at {@link RUNNER_TARGET}. The image has no shell. */
export const COPY_COMMAND: readonly string[] = [`${RUNNER_DIRECTORY}/bin/install`, RUNNER_TARGET]

/** The working directory, which is empty and may be written to, as may {@link TEMPORARY_DIRECTORY}. */
export const WORK_DIRECTORY = '/work'
export const TEMPORARY_DIRECTORY = '/tmp'

/** The file that the kubelet reads a container's last words from. */
export const TERMINATION_FILE = '/dev/termination-log'

/** What a pod knows of itself. None of these reaches a step. */
export const POD_VARIABLES = {
  uid: REMOTE_ENV.worker,
  address: 'REGAUGE_REMOTE_ADDRESS',
  namespace: 'REGAUGE_REMOTE_NAMESPACE',
  /** Of the pod of a CronJob's Job, whose name ends in the scheduled time. */
  job: 'REGAUGE_REMOTE_JOB',
  /** Of the same pod: the uid of its Job. */
  jobUid: 'REGAUGE_REMOTE_JOB_UID',
} as const

/** The container of a step, of a driver, and the init container that copies the runner. */
export const CONTAINERS = { step: 'step', driver: 'driver', copy: 'regauge-runner' } as const

/** The uid of the runner image's user. */
export const RUNNER_USER = 1000

/** How the runner and the driver end. Any other code is the step's, or a signal's. */
export { RUNNER_EXIT as EXIT_CODES } from '@regauge/core/remote'
