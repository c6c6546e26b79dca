import { isRegaugeError, messageOf } from '@regauge/core/errors'

/** What one check of `regauge doctor` found. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** The error's code, where it has failed with one of ours. */
  readonly code?: string
  /** What to do about it. */
  readonly hint?: string
}

/** One thing that a run needs: gives what there is to say where it is well, and throws where it is not. */
export interface Check {
  readonly name: string
  readonly look: () => Promise<string>
}

/** Carries out a check. Never throws. */
export async function carryOut({ name, look }: Check): Promise<Finding> {
  try {
    return { name, ok: true, detail: await look() }
  } catch (thrown) {
    if (!isRegaugeError(thrown)) return { name, ok: false, detail: messageOf(thrown) }
    const { code, message, hint } = thrown
    return { name, ok: false, detail: message, code, ...(hint !== undefined && { hint }) }
  }
}
