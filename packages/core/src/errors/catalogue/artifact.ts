/** Artifacts and their materializers. */
export const ARTIFACT_ERRORS = {
  ARTIFACT_CORRUPT: {
    summary: 'The stored content of an artifact does not have the digest that its record names.',
    remedy: 'Run the step that produced it again; the stored object has been altered or cut.',
    exit: 1,
  },
} as const
