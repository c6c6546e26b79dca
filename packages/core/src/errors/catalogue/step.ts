/** What ends an attempt of a step. These codes stand in outcome records. */
export const STEP_ERRORS = {
  STEP_FAILED: {
    summary: 'The code of a step threw an error.',
    remedy: 'Read the stack trace and the log of the attempt with `regauge runs logs`.',
    exit: 1,
  },
} as const
