/** Artifacts and their materializers. */
export const ARTIFACT_ERRORS = {
  ARTIFACT_CORRUPT: {
    summary: 'The stored content of an artifact does not have the digest that its record names.',
    remedy: 'Run the step that produced it again; the stored object has been altered or cut.',
    exit: 1,
  },
  ARTIFACT_MISSING: {
    summary: 'The stored content of an artifact is gone.',
    remedy: 'Run the step that produced it again; the object has been deleted from the store.',
    exit: 1,
  },
  ARTIFACT_INVALID: {
    summary: 'A value does not fit its schema, or cannot be stored or read in the way that its type asks for.',
    remedy: 'Change the value or the type at the place that the message names.',
    exit: 1,
  },
  ARTIFACT_MATERIALIZER_UNKNOWN: {
    summary: 'An artifact type names a materializer that does not exist.',
    remedy: 'Use one of the built-in ones, or give the type a materializer of its own.',
    exit: 2,
  },
  ARTIFACT_ITEM_MISSING: {
    summary: 'An item was asked for that the list does not have.',
    remedy: 'Count from 0; the message says how many items there are.',
    exit: 1,
  },
  ARTIFACT_WORK_DIR_FAILED: {
    summary: 'The work directory of an attempt could not take a file on its way into or out of the store.',
    remedy: 'Free space there, or let the stack keep work directories on a larger disk.',
    exit: 3,
  },
  ARTIFACT_EXPORT_BLOCKED: {
    summary: 'An artifact cannot be written to the path that was given.',
    remedy: 'Give a path that is free and whose folder exists and may be written to.',
    exit: 2,
  },
} as const
