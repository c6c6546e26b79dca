/** What is added to the deadline of a pod, so that the runner's own deadline is always the first. */
const MARGIN_SECONDS = 60

/** An attempt's share of its pod's time. Milliseconds. */
export interface AttemptTime {
  readonly timeoutMs?: number
  readonly graceMs: number
}

/**
 * The seconds after which Kubernetes itself ends a pod, should its runner have failed to: what all its attempts may take
 * in turn, and the time that images may take, which counts here. Undefined where an attempt has no timeout.
 */
export function podDeadlineSeconds(attempts: readonly AttemptTime[], pullMs: number): number | undefined {
  let ms = pullMs
  for (const { timeoutMs, graceMs } of attempts) {
    if (timeoutMs === undefined) return undefined
    ms += timeoutMs + graceMs
  }
  return Math.ceil(ms / 1_000) + MARGIN_SECONDS
}
