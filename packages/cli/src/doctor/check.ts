import { isRegaugeError, messageOf } from '@regauge/core/errors'

/** What one check of `regauge doctor` found. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
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
    const hint = isRegaugeError(thrown) ? thrown.hint : undefined
    const detail = isRegaugeError(thrown) ? `${thrown.code}: ${thrown.message}` : messageOf(thrown)
    return { name, ok: false, detail, ...(hint !== undefined && { hint }) }
  }
}
