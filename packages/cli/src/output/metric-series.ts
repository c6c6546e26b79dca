import type { MetricLine } from '@regauge/core/records'
import { numberText, sparkline } from './plot.ts'
import { table } from './table.ts'

/** All values of one metric of one attempt. */
export interface MetricSeries {
  readonly name: string
  /** In the order of the x axis, or where that is not given, of time. */
  readonly values: readonly number[]
  readonly last: number
  /** Of the finite values; NaN where there is none. */
  readonly min: number
  readonly max: number
}

/** The metrics among the lines of an attempt, in the order in which they came up first. */
export function toSeries(lines: readonly MetricLine[]): readonly MetricSeries[] {
  const metrics = lines.filter((line) => line.kind === 'metric')
  return [...Map.groupBy(metrics, (line) => line.name)].map(([name, points]) => {
    const ordered = points.toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0) || a.t - b.t)
    const values = ordered.map((point) => Number(point.value))
    const { min, max } = finiteRange(values)
    return { name, values, last: values.at(-1)!, min, max }
  })
}

/** Reduced rather than spread: a series may be longer than a call can have arguments. */
function finiteRange(values: readonly number[]): Pick<MetricSeries, 'min' | 'max'> {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return { min: NaN, max: NaN }
  return {
    min: finite.reduce((least, value) => Math.min(least, value)),
    max: finite.reduce((most, value) => Math.max(most, value)),
  }
}

const PLOT_COLUMNS = 32

/** The metrics of attempts as small plots with their last, least and greatest values. */
export function metricsTable(
  attempts: readonly { readonly name: string; readonly series: readonly MetricSeries[] }[],
  paint: (line: string) => string,
): readonly string[] {
  const rows = attempts.flatMap((attempt) => attempt.series.map((series) => [attempt.name, ...cellsOf(series)]))
  if (rows.length === 0) return []
  const columns = ['step', 'metric', '', 'last', 'min', 'max', 'points'].map((title, index) => {
    return { title, align: index < 3 ? ('left' as const) : ('right' as const) }
  })
  return table(rows, { columns, title: paint })
}

function cellsOf({ name, values, last, min, max }: MetricSeries): readonly string[] {
  const plot = values.length > 1 ? sparkline(values, PLOT_COLUMNS) : ''
  return [name, plot, numberText(last), numberText(min), numberText(max), String(values.length)]
}
