import { fstatSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { frameOf, type OutputFrame } from '../output-frame.ts'

/** Longer texts are written in several frames. */
const LONGEST = 64 * 1024

/** The worker's end of its output file. */
export interface OutputCapture {
  /** Writes a frame at once: when it returns, a crash cannot lose it. */
  readonly write: (frame: OutputFrame) => void
  readonly streamWriter: StreamWriter
  /** The length of the file, in bytes. */
  size(): number
}

/** Makes a function that writes each piece of one stream at once, as log lines of that stream. */
export type StreamWriter = (stream: 'out' | 'err') => (piece: string | Uint8Array) => void

/**
 * From now on, what JavaScript writes to standard output and error becomes log lines with their time and stream, in the
 * file behind a descriptor. Where that is this process's own output, what machine code and child processes write goes
 * there as it is.
 */
export function captureOutput(descriptor: number): OutputCapture {
  const write = (text: string) => writeAll(descriptor, text)
  const streamWriter: StreamWriter = (stream) => {
    const decoder = new StringDecoder('utf8')
    return (piece) => {
      const text = typeof piece === 'string' ? piece : decoder.write(Buffer.from(piece))
      if (text !== '') write(framesOf(stream, text))
    }
  }
  process.stdout.write = capturing(streamWriter('out'))
  process.stderr.write = capturing(streamWriter('err'))
  return { write: (frame) => write(frameOf(frame)), streamWriter, size: () => fstatSync(descriptor).size }
}

function capturing(write: ReturnType<StreamWriter>): typeof process.stdout.write {
  return (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    write(chunk)
    const callback = rest.findLast((each) => typeof each === 'function')
    if (callback) process.nextTick(callback, null)
    return true
  }
}

/** Each line becomes a frame; a text that does not end with a line feed goes on with the next one of the stream. */
function framesOf(stream: 'out' | 'err', text: string): string {
  const t = Date.now()
  const lines = text.split('\n')
  const last = lines.pop()!
  const whole = lines.map((line) => frameOfLine({ t, s: stream, m: line })).join('')
  return last === '' ? whole : whole + frameOfLine({ t, s: stream, m: last, p: 1 })
}

function frameOfLine({ m, ...line }: { t: number; s: 'out' | 'err'; m: string; p?: 1 }): string {
  if (m.length <= LONGEST) return frameOf({ ...line, m })
  const frames: string[] = []
  for (let start = 0; start < m.length; start += LONGEST) {
    const ended = start + LONGEST >= m.length
    frames.push(frameOf({ ...line, m: m.slice(start, start + LONGEST), ...(ended ? {} : { p: 1 }) }))
  }
  return frames.join('')
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  try {
    for (let written = 0; written < bytes.byteLength;) written += writeSync(descriptor, bytes, written)
  } catch {
    // A full disk must not change what the step does.
  }
}
