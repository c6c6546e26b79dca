/** Loading and packaging the module of a pipeline. */
export const CODE_ERRORS = {
  MODULE_NOT_FOUND: {
    summary: 'The module of the pipeline does not exist.',
    remedy: 'Check the path; it is taken from the working directory.',
    exit: 2,
  },
} as const
