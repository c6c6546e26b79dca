/** Mistakes in stack files and in choosing a stack. */
export const STACK_ERRORS = {
  STACK_NOT_FOUND: {
    summary: 'No stack of that name is registered in the project.',
    remedy: 'List the stacks with `regauge stack list`.',
    exit: 2,
  },
} as const
