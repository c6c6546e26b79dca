import type { AttemptName } from '../records/keys.ts'
import type { LogLine } from '../records/outcome-record.ts'

/**
 * Shows lines of a log where they are written, as soon as they are read and before they are stored: redacted, in order.
 * Of an attempt, or of a worker outside of any.
 */
export type Echo = (lines: readonly LogLine[], of?: AttemptName) => void
