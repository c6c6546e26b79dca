import { report } from '../measure.ts'

/** How ours compares to something else that was measured in the same run. */
export interface Ratio {
  /** Milliseconds. */
  readonly ours: number
  readonly beside: string
  readonly ratio: number
  readonly budget: number
}

/** Reports seconds, and how often those of something else they are. */
export function reportRatio(what: string, { ours, beside, ratio, budget }: Ratio): void {
  const figure = `${(ours / 1e3).toFixed(2)} s, ${ratio.toFixed(2)} x ${beside}`
  report({ what, figure, budget: `<= ${budget} x`, kept: ratio <= budget })
}
