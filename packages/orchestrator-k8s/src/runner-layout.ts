/**
 * Where things lie in the runner image and in the pods that use it. The image is built to this layout; nothing else
 * names a path of it.
 */

/** The runner image of this version, as `npm run image` names it. */
export const RUNNER_IMAGE = 'localhost/regauge-runner:0.1.0'

/** Node, its libraries and the runner; in a step's own image mounted here, read-only. */
export const RUNNER_DIRECTORY = '/regauge'

/** Where the init container sees the volume that it fills with the runner. */
export const RUNNER_TARGET = '/regauge-target'

const NODE = `${RUNNER_DIRECTORY}/bin/node`
const CORE = `${RUNNER_DIRECTORY}/node_modules/@regauge/core`

/** Works off the bundle that {@link INPUT_VARIABLE} holds. */
export const STEP_COMMAND: readonly string[] = [NODE, `${CORE}/runner.js`]

/** Drives the run that {@link INPUT_VARIABLE} names. */
export const DRIVER_COMMAND: readonly string[] = [NODE, `${CORE}/remote-driver.js`]

/** Copies the runner into the volume at {@link RUNNER_TARGET}. */
export const COPY_COMMAND: readonly string[] = [`${RUNNER_DIRECTORY}/bin/install`, RUNNER_TARGET]

/** The working directory, which is empty and may be written to, as may {@link TEMPORARY_DIRECTORY}. */
export const WORK_DIRECTORY = '/work'
export const TEMPORARY_DIRECTORY = '/tmp'

/** What the runner works on: JSON, or the key of a store object that holds it. */
export const INPUT_VARIABLE = 'REGAUGE_INPUT'

/** What a pod knows of itself. */
export const POD_VARIABLES = {
  uid: 'REGAUGE_POD_UID',
  name: 'REGAUGE_POD_NAME',
  namespace: 'REGAUGE_POD_NAMESPACE',
  node: 'REGAUGE_NODE_NAME',
  /** Of the pod of a CronJob's Job, whose name ends in the scheduled time. */
  job: 'REGAUGE_JOB_NAME',
} as const

/** The container of a step, of a driver, and the init container that copies the runner. */
export const CONTAINERS = { step: 'step', driver: 'driver', copy: 'regauge-runner' } as const

/** The uid of the runner image's user. */
export const RUNNER_USER = 1000

/** How the runner and the driver end. Any other code is the step's, or a signal's. */
export const EXIT_CODES = {
  /** Configuration that no second start mends. */
  config: 64,
  /** Another worker holds the claim, or the outcome stands already. */
  fenced: 75,
  /** The store or the machine failed. */
  infrastructure: 78,
} as const
