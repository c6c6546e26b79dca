import type { Failure } from '../errors/failure.ts'
import type { OutputFile } from './output-file.ts'
import { isMetricLine, type OutputLine } from './output-frame.ts'
import { createOutputParser } from './output-parser.ts'

/** So many lines are kept: behind the one that tells of a full heap, Node prints a long trace. */
const KEPT = 200
/** So many of them stand in a failure, each at most so long. */
const SHOWN = 20
const LONGEST = 2_000

/** The end of a log. */
export interface LastLines {
  add(lines: readonly OutputLine[]): void
  readonly lines: readonly string[]
}

/** Begins without any line. */
export function createLastLines(): LastLines {
  let kept: readonly string[] = []
  return {
    add(lines) {
      kept = [...kept, ...lines.flatMap((line) => (isMetricLine(line) ? [] : shortened(line.m)))].slice(-KEPT)
    },
    get lines() {
      return kept
    },
  }
}

/** The last lines of the log that a file holds. */
export async function lastLinesOf(file: OutputFile, now: () => number): Promise<readonly string[]> {
  const parser = createOutputParser(now)
  const last = createLastLines()
  for await (const piece of file.read(0, file.size())) last.add(parser.push(piece))
  last.add(parser.finish())
  return last.lines
}

/** The failure with the end of the log, for people. */
export function withLog(failure: Failure, lastLines: readonly string[]): Failure {
  return lastLines.length === 0 ? failure : { ...failure, log: lastLines.slice(-SHOWN) }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text
}
