import { FAILURE_CLASSES, type Failure } from '@regauge/core/errors'

/** What a container left as its last words. */
export interface LastWords {
  /** What our runner says of the failure, where it could still say it. */
  readonly failure?: Failure
  /** Otherwise the last lines of its log. */
  readonly log?: readonly string[]
}

const LINES = 20

/** What the kubelet writes where the log has gone with the pod. */
const NO_LOG = /^Error on reading termination (?:log|message)/

/**
 * Reads a container's termination message: `{"regauge":1,"class":…,"code":…,"message":…}` of our runner, or the end of
 * the log, which Kubernetes puts there.
 */
export function readTermination(message: string | undefined): LastWords {
  const text = message?.trim()
  if (!text || NO_LOG.test(text)) return {}
  const failure = text.startsWith('{') ? parseFailure(text) : undefined
  if (failure) return { failure }
  return { log: text.split(/\r?\n/).slice(-LINES) }
}

function parseFailure(text: string): Failure | undefined {
  try {
    const said = JSON.parse(text) as { readonly [field: string]: unknown } | null
    const known = FAILURE_CLASSES.find((name) => name === said?.['class'])
    const [code, message] = [said?.['code'], said?.['message']]
    if (said?.['regauge'] !== 1 || !known || typeof code !== 'string' || typeof message !== 'string') return undefined
    return { class: known, code, message }
  } catch {
    return undefined
  }
}
