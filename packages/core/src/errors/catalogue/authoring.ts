/** Mistakes in pipeline code. */
export const AUTHORING_ERRORS = {
  AUTHORING_NAME_INVALID: {
    summary: 'A pipeline, step, node, input or output has a name that cannot be part of a key.',
    remedy: 'Begin with a letter and use up to 62 more letters, digits, "_" or "-".',
    exit: 2,
  },
} as const
