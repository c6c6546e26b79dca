import type { EndRecord } from '@regauge/core/records'
import { formatDuration } from '@regauge/core/units'
import type { Colors } from '../context.ts'
import { countsText } from '../live-view/counts-text.ts'
import { glyphOf } from '../live-view/glyphs.ts'
import { artifactDocuments, artifactText } from './artifact-text.ts'
import type { ArtifactDocument } from './artifact-text.ts'
import { failureText } from './failure-text.ts'
import { oneLine } from './one-line.ts'
import { facts } from './table.ts'

/** A run that has ended: which one it was, and its last epoch's end. */
export interface EndedRun {
  readonly run: string
  readonly pipeline: string
  readonly stack: string
  readonly end: EndRecord
}

/** What `run --json` prints. */
export interface RunDocument {
  readonly run: string
  readonly pipeline: string
  readonly stack: string
  readonly status: string
  readonly steps: EndRecord['steps']
  readonly outputs: { readonly [name: string]: ArtifactDocument }
  readonly seconds: number
  /** Why the run as a whole ended early; absent where it did not. */
  readonly failure?: EndRecord['failure']
  /** Step runs that failed for good, at most 100; absent where none did. */
  readonly failed?: EndRecord['failed']
  /** What should be looked into, although the run may have got over it; absent where there is nothing. */
  readonly warnings?: EndRecord['warnings']
}

/** The end of a run as `--json` prints it. */
export function runDocument({ run, pipeline, stack, end }: EndedRun): RunDocument {
  const { status, steps, outputs, seconds, failure, failed, warnings } = end
  return {
    run,
    pipeline,
    stack,
    status,
    steps,
    outputs: artifactDocuments(outputs),
    seconds,
    ...(failure && { failure }),
    ...(failed.length > 0 && { failed }),
    ...(warnings && { warnings }),
  }
}

/** The result of a run for people: how it ended, how many steps, and its outputs. */
export function runSummary({ run, pipeline, stack, end }: EndedRun, colors: Colors): readonly string[] {
  const outputs = Object.entries(end.outputs)
  const stored = outputs.find(([, ref]) => ref.value === undefined)
  return [
    `${glyphOf(end.status, colors)} ${colors.bold(pipeline)} ${end.status} in ${formatDuration(end.seconds * 1000)}`,
    ...facts(
      [
        ['run', run],
        ['stack', stack],
        ['steps', countsText(end.steps)],
      ],
      colors.dim,
    ).map((line) => `  ${line}`),
    ...warningLines(end.warnings, colors),
    ...(outputs.length > 0 ? ['outputs'] : []),
    ...facts(outputs.map(([name, ref]) => [name, artifactText(ref)])).map((line) => `  ${line}`),
    ...(stored ? [colors.dim(`  regauge artifacts get ${run}:${stored[0]} --out FILE`)] : []),
  ]
}

const FAILURES_SHOWN = 10

/** Why a run did not succeed, for people: each failed step run, and what ended the run as a whole. */
export function runFailures({ run, end }: EndedRun, colors: Colors): readonly string[] {
  const shown = end.failed.slice(0, FAILURES_SHOWN)
  const rest = end.steps.failed - shown.length
  return [
    ...shown.flatMap(({ path, attempt, failure }) => failureText(failure, { path, attempt, run, colors })),
    ...(rest > 0 ? [`  and ${rest} more; see: regauge runs show ${run}`] : []),
    ...(end.failure ? [`${colors.red('✗ the run ended early:')} ${end.failure.message} (${end.failure.code})`] : []),
  ]
}

/** The warnings of a run, for people, each kind once. */
export function warningLines(warnings: EndRecord['warnings'] = [], colors: Colors): readonly string[] {
  return warnings.map(({ code, message, count }) => {
    const times = count > 1 ? ` (${count} times; this was the last)` : ''
    return `${colors.yellow('warning')} ${oneLine(message)}${times} (${code})`
  })
}
