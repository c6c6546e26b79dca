import type { LogLine, MetricLine } from '../records/outcome-record.ts'

/**
 * The output file of a worker holds what any process wrote to it, line by line, and frames: the byte `0x1e`, one line
 * of JSON, a line feed. A frame is written at once, so that nothing that a crash leaves behind is lost or out of order.
 */
export type OutputFrame =
  | (LogLine & {
      /** The line goes on with the next frame of the same stream. */
      readonly p?: 1 | undefined
    })
  | MetricLine

/** The byte before a frame. JSON never holds it unescaped. */
export const FRAME_START = 0x1e

/** One line of the log or of the metrics. */
export type OutputLine = LogLine | MetricLine

/** Whether a line belongs into the metrics. */
export function isMetricLine(line: OutputLine | OutputFrame): line is MetricLine {
  return 'kind' in line
}

/** The bytes of one frame. */
export function frameOf(frame: OutputFrame): string {
  return `\x1e${JSON.stringify(frame)}\n`
}
