import type { LauncherEvent } from '../../contracts/launcher.ts'
import { parseAttemptId } from '../../spec/envelope.ts'

/** Where and as who hints are given. */
export interface HintAddress {
  readonly url: string
  readonly token: string
}

/**
 * What a runner may tell its driver before the records do. Nothing is decided by it: whoever hears of an outcome reads
 * the record.
 */
export type Hint = Extract<LauncherEvent, { readonly kind: 'started' | 'progress' }> | OutcomeHint

interface OutcomeHint {
  readonly kind: 'outcome'
  readonly attempt: string
}

/** The hint in an event; undefined for events that are none. */
export function toHint(event: LauncherEvent): Hint | undefined {
  switch (event.kind) {
    case 'started':
    case 'progress':
      return event
    case 'outcome':
      return { kind: 'outcome', attempt: event.attempt }
    default:
      return undefined
  }
}

/** The hints in a text that came over a network; what is none is left out. */
export function parseHints(text: string): readonly Hint[] {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found.flatMap((each: unknown) => parseHint(each) ?? []) : []
  } catch {
    return []
  }
}

function parseHint(value: unknown): Hint | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, attempt, worker, progress, message }: Readonly<Record<string, unknown>> = { ...value }
  if (typeof attempt !== 'string' || parseAttemptId(attempt) === undefined) return undefined
  if (kind === 'started') return { kind, attempt, ...(typeof worker === 'string' && { worker }) }
  if (kind === 'outcome') return { kind, attempt }
  if (kind !== 'progress') return undefined
  return {
    kind,
    attempt,
    ...(typeof progress === 'number' && { progress }),
    ...(typeof message === 'string' && { message }),
  }
}
