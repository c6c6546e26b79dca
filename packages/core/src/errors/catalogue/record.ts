/** Persisted records. */
export const RECORD_ERRORS = {
  RECORD_TOO_NEW: {
    summary: 'A record was written by a newer version of Regauge, in a format that this one does not know.',
    remedy: 'Use at least the version that wrote it.',
    exit: 2,
  },
  RECORD_INVALID: {
    summary: 'A stored record is not what its key promises.',
    remedy: 'The object was altered by something else; the message names its key.',
    exit: 1,
  },
} as const
