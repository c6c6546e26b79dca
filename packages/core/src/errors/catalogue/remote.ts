/** Runners and drivers on other machines. */
export const REMOTE_ERRORS = {
  REMOTE_ASSIGNMENT_INVALID: {
    summary: 'A runner or driver elsewhere was started without being told, or in another version, what it is for.',
    remedy: 'Use the same version of Regauge for the command and for the image of the runner.',
    exit: 2,
  },
  REMOTE_REQUEST_MISSING: {
    summary: 'A driver elsewhere does not find in the store what it was started for.',
    remedy: 'Check that the stack names the same store for this machine and for the other one.',
    exit: 2,
  },
  RUN_DRIVER_FAILED: {
    summary: 'The driver of a run was started elsewhere, and ended or cannot begin before it has taken the run.',
    remedy: 'Mend what the message of the backend says, then go on with `regauge runs resume`.',
    exit: 1,
  },
} as const
