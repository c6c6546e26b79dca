import { attemptId, parseAttemptId, type BundleSpec } from '@regauge/core'

/** All annotations of an object may take 256 KiB; what is longer than this stands in the input only. */
const LIMIT = 32 * 1024

/** An attempt of a bundle. */
export interface AttemptName {
  readonly path: string
  readonly attempt: number
}

/**
 * Which attempts a Job works off: a line a bundle, in the order of the completion indexes, with the ids of its attempts
 * in their order. Undefined where that is too long for an annotation.
 */
export function formatAttempts(bundles: readonly Pick<BundleSpec, 'envelopes'>[]): string | undefined {
  const lines = bundles.map(({ envelopes }) => envelopes.map(({ path, attempt }) => attemptId(path, attempt)).join(' '))
  const text = lines.join('\n')
  return Buffer.byteLength(text) > LIMIT ? undefined : text
}

/** The attempts of each bundle of a Job; undefined where a text is not what {@link formatAttempts} makes. */
export function parseAttempts(text: string): readonly (readonly AttemptName[])[] | undefined {
  const bundles: AttemptName[][] = []
  for (const line of text.split('\n')) {
    const attempts = line.split(' ').map(parseAttemptId)
    if (!attempts.every((attempt) => attempt !== undefined)) return undefined
    bundles.push(attempts)
  }
  return bundles
}
