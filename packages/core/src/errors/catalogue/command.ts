/** The command line. */
export const COMMAND_ERRORS = {
  USAGE_INVALID: {
    summary: 'The command was called with words or options that it does not know.',
    remedy: 'See `regauge help COMMAND`.',
    exit: 2,
  },
  INTERNAL: {
    summary: 'Something failed that should not be able to fail.',
    remedy: 'Please report it with the whole message.',
    exit: 1,
  },
} as const
