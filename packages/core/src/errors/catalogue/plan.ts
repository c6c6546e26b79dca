/** Pipelines that a stack cannot carry, and bad parameters. */
export const PLAN_ERRORS = {
  PARAMS_INVALID: {
    summary: 'The parameters do not fit the schema of the pipeline.',
    remedy: 'Correct the parameters that the message names.',
    exit: 2,
  },
} as const
