import type { RunRecord, StepRunView } from '@regauge/core/records'
import { formatDuration } from '@regauge/core/units'
import type { Colors } from '../context.ts'
import { countsText } from '../live-view/counts-text.ts'
import { glyphOf } from '../live-view/glyphs.ts'
import type { RunDetails, TrackedAttempt } from '../run-details.ts'
import { artifactText } from './artifact-text.ts'
import { failureText } from './failure-text.ts'
import { metricsTable, toSeries } from './metric-series.ts'
import { oneLine } from './one-line.ts'
import { warningLines } from './run-summary.ts'
import { namedValues } from './run-details-document.ts'
import { statusText } from './run-text.ts'
import { facts, table } from './table.ts'
import { localTime } from './time-text.ts'

// A map of a hundred thousand items is not for reading; `--json` has all of them.
const STEPS_SHOWN = 100
const FAILURES_SHOWN = 5
const TRACKED_SHOWN = 20

/** All that is known of a run, for people. */
export function runDetailsText(details: RunDetails, colors: Colors): readonly string[] {
  const { view, steps, tracked } = details
  const { params } = view.record
  return [
    ...headLines(details, colors),
    ...section('params', jsonFacts(params), colors),
    ...section('steps', stepLines(steps, colors), colors),
    ...section('outputs', outputLines(details), colors),
    ...section('failures', failureLines(details, colors), colors),
    ...section('warnings', warningLines(view.end?.warnings ?? view.live?.warnings, colors), colors),
    ...section('metrics', metricLines(tracked, colors), colors),
    ...section('parameters and tags of steps', namedLines(tracked, colors), colors),
  ]
}

function scheduleText({ name, time }: NonNullable<RunRecord['schedule']>): string {
  return time === undefined ? `${name}, by hand` : `${name}, ${localTime(time)}`
}

function section(title: string, lines: readonly string[], colors: Colors): readonly string[] {
  return lines.length === 0 ? [] : ['', colors.bold(title), ...lines.map((line) => `  ${line}`.trimEnd())]
}

function headLines({ view }: RunDetails, colors: Colors): readonly string[] {
  const { record, driver, end, live, epoch } = view
  const status = statusText(view)
  const took = end ? ` in ${formatDuration(end.seconds * 1000)}` : ''
  const counts = end?.steps ?? live?.steps
  const labels = Object.entries(record.labels).map(([name, value]) => `${name}=${value}`)
  const known: (readonly [string, string | undefined | false])[] = [
    ['run', record.run],
    ['stack', driver && `${driver.stack.name} (revision ${driver.plan.stack.revision.slice(0, 12)})`],
    ['submitted', `${localTime(record.submittedAt)} by ${record.submittedBy.user} on ${record.submittedBy.host}`],
    ['ended', end && localTime(end.endedAt)],
    ['epoch', epoch > 1 && `${epoch}`],
    ['schedule', record.schedule && scheduleText(record.schedule)],
    ['key', record.key],
    ['labels', labels.length > 0 && labels.join(', ')],
    ['steps', counts && countsText(counts)],
    ['code', driver?.code.slice(0, 12)],
  ]
  const shown = known.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  return [
    `${glyphOf(status, colors)} ${colors.bold(record.pipeline)} ${status}${took}`,
    ...facts(shown, colors.dim).map((line) => `  ${line}`),
  ]
}

function jsonFacts(values: { readonly [name: string]: unknown }): readonly string[] {
  return facts(Object.entries(values).map(([name, value]) => [name, oneLine(JSON.stringify(value))]))
}

function stepLines(steps: readonly StepRunView[], colors: Colors): readonly string[] {
  const rows = steps
    .slice(0, STEPS_SHOWN)
    .map((step) => [
      `${glyphOf(step.status, colors)} ${step.path}`,
      step.attempt > 1 ? `attempt ${step.attempt}` : '',
      durationText(step),
      [step.cached && 'cached', step.discarded && 'discarded', step.failure?.code, step.pending, step.worker]
        .filter(Boolean)
        .join('  '),
    ])
  // The line of titles says nothing here that the cells do not.
  const [, ...lines] = table(rows, {
    columns: [{ title: '' }, { title: '' }, { title: '', align: 'right' }, { title: '' }],
  })
  return [...lines, ...more(steps.length - STEPS_SHOWN, colors)]
}

function durationText({ ms, startedAt, endedAt }: StepRunView): string {
  if (ms !== undefined) return formatDuration(ms)
  return startedAt && endedAt ? formatDuration(Date.parse(endedAt) - Date.parse(startedAt)) : ''
}

function outputLines({ view }: RunDetails): readonly string[] {
  const outputs = Object.entries(view.end?.outputs ?? {})
  return facts(outputs.map(([name, ref]) => [name, artifactText(ref)]))
}

function failureLines({ view, steps }: RunDetails, colors: Colors): readonly string[] {
  const failed = steps.filter((step) => step.failure && step.failure.class !== 'cancelled')
  const { run } = view.record
  return [
    ...failed
      .slice(-FAILURES_SHOWN)
      .flatMap(({ path, attempt, failure }) => failureText(failure!, { path, attempt, run, colors })),
    ...more(failed.length - FAILURES_SHOWN, colors),
    ...(view.end?.failure ? [`${view.end.failure.message} (${view.end.failure.code})`] : []),
  ]
}

function metricLines(tracked: readonly TrackedAttempt[], colors: Colors): readonly string[] {
  const attempts = tracked.map((each) => ({ name: attemptName(each), series: toSeries(each.lines) }))
  const measured = attempts.filter(({ series }) => series.length > 0)
  return [
    ...metricsTable(measured.slice(0, TRACKED_SHOWN), colors.dim),
    ...more(measured.length - TRACKED_SHOWN, colors),
  ]
}

function namedLines(tracked: readonly TrackedAttempt[], colors: Colors): readonly string[] {
  const rows = tracked.flatMap((each) => {
    const named = [namedValues(each.lines, 'param'), namedValues(each.lines, 'tag')].flatMap((each) =>
      Object.entries(each),
    )
    return named.map(([name, value]) => [attemptName(each), name, oneLine(value)])
  })
  if (rows.length === 0) return []
  const columns = ['step', 'name', 'value'].map((title) => ({ title }))
  return [
    ...table(rows.slice(0, STEPS_SHOWN), { columns, title: colors.dim }),
    ...more(rows.length - STEPS_SHOWN, colors),
  ]
}

function attemptName({ path, attempt }: TrackedAttempt): string {
  return attempt > 1 ? `${path}@${attempt}` : path
}

function more(count: number, colors: Colors): readonly string[] {
  return count > 0 ? [colors.dim(`… and ${count} more; --json has all of them`)] : []
}
