/** What ends an attempt of a step. These codes stand in outcome records. */
export const STEP_ERRORS = {
  STEP_FAILED: {
    summary: 'The code of a step threw an error.',
    remedy: 'Read the stack trace and the log of the attempt with `regauge runs logs`.',
    exit: 1,
  },
  STEP_UNHANDLED: {
    summary: 'While a step ran, a promise was rejected that nobody waited for, or an error was thrown in a callback.',
    remedy: 'Await the promise, or catch its error where it arises; the stack trace names the line.',
    exit: 1,
  },
  STEP_NEVER_SETTLED: {
    summary: 'A step waits for a promise that nothing can settle any more.',
    remedy: 'Look for a callback that is never called or a promise that is never resolved.',
    exit: 1,
  },
  STEP_EXITED: {
    summary: 'The code of a step ended its process itself.',
    remedy: 'Return from the step, or throw an error, instead of calling `process.exit`.',
    exit: 1,
  },
  STEP_CRASHED: {
    summary: 'The process of a step crashed in machine code, for example in a native package.',
    remedy: 'Read the last lines of the log; update or replace the native package that the step uses.',
    exit: 1,
  },
  STEP_OUT_OF_MEMORY: {
    summary: 'A step needed more memory than its process may have.',
    remedy: 'Ask for more with `resources: { memory }`, or read the data in parts.',
    exit: 1,
  },
  STEP_KILLED: {
    summary: 'The process of a step was killed from outside, and nobody here had asked for it.',
    remedy: 'Look into the system log of the machine; often it ran out of memory as a whole.',
    exit: 1,
  },
  STEP_TIMED_OUT: {
    summary: 'A step took longer than its timeout, or than the deadline of its run left it.',
    remedy: 'Raise the timeout, or look in the log for what took so long.',
    exit: 1,
  },
  STEP_CANCELLED: {
    summary: 'Somebody asked for the run to be cancelled.',
    remedy: 'Go on with `regauge runs resume`.',
    exit: 1,
  },
  STEP_INTERRUPTED: {
    summary: 'The place where a step ran was taken away: an eviction, a drain, a machine that is shut down.',
    remedy: 'It is tried again within its infrastructure budget.',
    exit: 1,
  },
  STEP_OUTPUT_MISSING: {
    summary: 'A step ended without giving one of its outputs.',
    remedy: 'Return every declared output, or declare the output optional.',
    exit: 1,
  },
  STEP_OUTPUT_UNKNOWN: {
    summary: 'A step gave an output that it does not declare.',
    remedy: "Declare it in the step's `outputs`, or leave it out.",
    exit: 1,
  },
  STEP_COMMAND_FAILED: {
    summary: 'The command of a step ended with an exit code other than 0.',
    remedy: 'Read the last lines of its output in the log of the attempt.',
    exit: 1,
  },
  STEP_COMMAND_NOT_FOUND: {
    summary: 'The command of a step does not exist where the step runs, or may not be executed.',
    remedy: 'Install the program, or use an image that has it.',
    exit: 2,
  },
  STEP_NOT_IN_CODE: {
    summary: 'The code package has no step where the plan says that there is one.',
    remedy: 'Plan and code do not belong together; submit the pipeline again.',
    exit: 2,
  },
  STEP_WORKER_FAILED: {
    summary: 'The process that was to run a step did not start.',
    remedy: 'Read the message; often a variable of the step `env` such as NODE_OPTIONS prevents it.',
    exit: 1,
  },
  STEP_PROTOCOL_UNKNOWN: {
    summary: 'A runner was given an attempt in a format that another version of Regauge writes.',
    remedy: 'Use the same version for the driver and the runner.',
    exit: 2,
  },
  SECRET_UNDECLARED: {
    summary: 'A step read a secret that its policy does not name.',
    remedy: "Add the name to the step's `secrets`.",
    exit: 1,
  },
  STEP_UNREACHED: {
    summary: 'An attempt was asked to stop and did not answer in time, so the run went on without it.',
    remedy: 'Look on its machine whether it still runs, and end it there; nothing that it writes counts.',
    exit: 1,
  },
  STEP_LOST: {
    summary: 'The place where an attempt ran is gone, and nobody can say what became of the attempt.',
    remedy: 'It is tried again within its infrastructure budget; look at the machine if it happens often.',
    exit: 1,
  },
} as const
