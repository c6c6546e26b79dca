import type { LogLine } from '../records/outcome-record.ts'
import { FRAME_START, isMetricLine, type OutputFrame, type OutputLine } from './output-frame.ts'

const LINE_FEED = 0x0a
/** A line that grows longer is cut, so that a process that writes no line ends cannot fill the memory. */
const LONGEST = 1 << 20

/** Takes the bytes of an output file and gives back its lines, in the order in which they were ended. */
export interface OutputParser {
  push(bytes: Uint8Array): readonly OutputLine[]
  /** The lines that are not ended yet. The parser can be used on. */
  finish(): readonly OutputLine[]
}

/** `now` is the time that lines without one of their own are given, in milliseconds since the epoch. */
export function createOutputParser(now: () => number): OutputParser {
  let rest: Uint8Array = new Uint8Array()
  const open = new Map<LogLine['s'], LogLine>()
  let lines: OutputLine[] = []

  return {
    push(bytes) {
      const all = rest.byteLength === 0 ? bytes : Buffer.concat([rest, bytes])
      let start = 0
      for (let end = endOfPart(all, start); end >= 0; end = endOfPart(all, start)) {
        addPart(all.subarray(start, end))
        start = all[end] === LINE_FEED ? end + 1 : end
      }
      rest = all.slice(start)
      if (rest.byteLength > LONGEST && rest[0] !== FRAME_START) cutRest()
      return take()
    },
    finish() {
      endRest()
      for (const stream of open.keys()) endLine(stream)
      return take()
    },
  }

  function endRest(): void {
    if (rest.byteLength > 0) addPart(rest)
    rest = new Uint8Array()
  }

  /** Ends a line where a character ends. */
  function cutRest(): void {
    let end = rest.byteLength
    while (end > 1 && isContinuation(rest[end - 1]!)) end -= 1
    addPart(rest.subarray(0, end - 1))
    rest = rest.slice(end - 1)
  }

  function addPart(part: Uint8Array): void {
    const frame = part[0] === FRAME_START ? parseFrame(part) : undefined
    if (frame === undefined) lines.push({ t: now(), s: 'out', m: textOf(part) })
    else if (isMetricLine(frame)) lines.push(frame)
    else addLine(frame)
  }

  function addLine({ p, ...line }: Exclude<OutputFrame, { kind: unknown }>): void {
    const begun = open.get(line.s)
    const whole = begun ? { ...begun, m: begun.m + line.m } : line
    open.delete(line.s)
    if (p && whole.m.length < LONGEST) open.set(line.s, whole)
    else lines.push(whole)
  }

  function endLine(stream: LogLine['s']): void {
    const line = open.get(stream)
    if (line) lines.push(line)
    open.delete(stream)
  }

  function take(): readonly OutputLine[] {
    const taken = lines
    lines = []
    return taken
  }
}

/** Where the part that begins at `start` ends: at its line feed, or before a frame; -1 where it has not ended yet. */
function endOfPart(bytes: Uint8Array, start: number): number {
  const feed = bytes.indexOf(LINE_FEED, start)
  const frame = bytes.indexOf(FRAME_START, start + 1)
  if (feed < 0) return frame
  return frame >= 0 && frame < feed ? frame : feed
}

/** Whether a byte of UTF-8 goes on with a character that an earlier one has begun. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function parseFrame(part: Uint8Array): OutputFrame | undefined {
  try {
    const frame: unknown = JSON.parse(textOf(part.subarray(1)))
    // Frames are written by `frameOf` alone; anything else that begins with the byte is text.
    return typeof frame === 'object' && frame !== null && ('m' in frame || 'kind' in frame)
      ? (frame as OutputFrame)
      : undefined
  } catch {
    return undefined
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}
