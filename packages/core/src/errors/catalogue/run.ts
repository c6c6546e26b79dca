/** Runs: finding them, driving them, ending them. */
export const RUN_ERRORS = {
  RUN_NOT_FOUND: {
    summary: 'No run has that id or prefix in the store of the stack.',
    remedy: 'List the runs with `regauge runs list`, or name the stack with --stack.',
    exit: 2,
  },
} as const
