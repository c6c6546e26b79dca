import { formatDuration } from '@regauge/core/units'
import type { StatusRecord } from '@regauge/core/records'
import type { Colors } from '../context.ts'
import { displayWidth, pad, truncate } from '../output/display-width.ts'
import { glyphOf } from './glyphs.ts'
import { countsText } from './counts-text.ts'
import { fitRows } from './fit-rows.ts'
import { toRows } from './rows.ts'
import type { Row } from './rows.ts'

/** What the live view shows: the same for a run that this process drives and for one that another drives. */
export interface LiveRun {
  readonly run: string
  readonly pipeline: string
  readonly stack: string
  readonly status: StatusRecord
}

/** The moment and the terminal that a frame is drawn for. */
export interface FrameOptions {
  /** Milliseconds since the run began. */
  readonly elapsedMs: number
  /** Milliseconds since the status record was written; nodes that run have got so much older. */
  readonly staleMs: number
  readonly width: number
  readonly height: number
  readonly colors: Colors
  /** Grows by one with each frame. */
  readonly tick: number
  /** The one that stays: without title and counts, since the run's result follows. @default false */
  readonly isLast?: boolean
}

/**
 * One frame of the live view: a title, one line a node with those attempts that run inside of maps, and the counts.
 * Never more lines than `height` and no line wider than `width`.
 */
export function liveView(live: LiveRun, options: FrameOptions): readonly string[] {
  const { width, height, colors, isLast = false } = options
  const now = Date.parse(live.status.at) + options.staleMs
  const { rows, hidden } = fitRows(toRows(live.status, now), height - (isLast ? 0 : 2))
  const lines = layOut(rows, options)
  if (hidden !== '') lines.push(colors.dim(`  … ${hidden}`))
  const framed = isLast ? lines : [title(live, options), ...lines, colors.dim(countsText(live.status.steps))]
  return framed.slice(0, Math.max(0, height)).map((line) => truncate(line, width))
}

function title({ run, pipeline, stack, status }: LiveRun, { elapsedMs, colors, tick }: FrameOptions): string {
  const facts = [
    formatDuration(elapsedMs),
    status.status === 'cancelling' && colors.yellow('cancelling'),
    colors.dim(`on ${stack}`),
    colors.dim(`run ${run}`),
  ]
  const name = `${glyphOf(status.status, colors, tick)} ${colors.bold(pipeline)}`
  return [name, ...facts].filter(Boolean).join('  ')
}

function layOut(rows: readonly Row[], { width, colors, tick }: FrameOptions): string[] {
  const widest = (column: (row: Row) => string) => Math.max(0, ...rows.map((row) => displayWidth(column(row))))
  const nameOf = (row: Row) => '  '.repeat(row.depth) + row.name
  const nameWidth = Math.min(widest(nameOf), Math.max(12, Math.floor(width * 0.4)))
  const countWidth = widest((row) => row.count)
  const durationWidth = widest((row) => row.duration)
  return rows.map((row) => {
    const name = pad(truncate(nameOf(row), nameWidth), nameWidth)
    const cells = [
      `${glyphOf(row.status, colors, tick)} ${row.status === 'waiting' ? colors.dim(name) : name}`,
      pad(row.count, countWidth, 'right'),
      colors.dim(pad(row.duration, durationWidth, 'right')),
      row.status === 'failed' ? colors.red(row.note) : row.note,
    ]
    return cells.join('  ').trimEnd()
  })
}
