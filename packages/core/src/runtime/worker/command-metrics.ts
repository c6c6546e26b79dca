import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import type { StepTracker } from '../../contracts/step-context.ts'

/** How often the file is looked at. */
const EVERY_MS = 500
const PIECE = 64 * 1024

/** Follows a command's `metrics.jsonl`. */
export interface MetricsFollower {
  /** Takes what has been written since the last look, to the end. */
  finish(): Promise<void>
}

/**
 * Hands on to a tracker what a command appends to a file, one JSON object a line:
 * `{ "metric": "loss", "value": 0.3, "step": 7 }`, `{ "param": "rate", "value": 0.1 }` or `{ "tag": "gpu", "value": "no" }`.
 * `onBroken` is called for each line that is none of these.
 */
export function followMetrics(path: string, tracker: StepTracker, onBroken: (line: string) => void): MetricsFollower {
  const decoder = new StringDecoder('utf8')
  let position = 0
  let rest = ''
  let turn: Promise<void> = Promise.resolve()
  const timer = setInterval(() => void look(), EVERY_MS)

  function look(): Promise<void> {
    turn = turn.then(read).catch(() => undefined)
    return turn
  }

  async function read(): Promise<void> {
    const file = await open(path)
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE), 0, PIECE, position)
        if (bytesRead === 0) return
        position += bytesRead
        const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n')
        rest = lines.pop()!
        for (const line of lines) take(line)
      }
    } finally {
      await file.close()
    }
  }

  function take(line: string): void {
    if (line.trim() !== '' && !track(line, tracker)) onBroken(line)
  }

  return {
    async finish() {
      clearInterval(timer)
      await look()
      take(rest)
    },
  }
}

/** False for a line that says nothing. Python writes NaN and infinities as they are, which is no JSON. */
function track(line: string, tracker: StepTracker): boolean {
  const said = parse(line) ?? parse(line.replace(/:\s*(NaN|-?Infinity)(?=\s*[,}])/, ': "$1"'))
  if (typeof said !== 'object' || said === null) return false
  const { metric, param, tag, value, step } = said as Readonly<Record<string, unknown>> // An object, whatever is in it.
  if (typeof metric === 'string' && (typeof value === 'number' || /^(?:NaN|-?Infinity)$/.test(String(value)))) {
    tracker.metric(metric, Number(value), typeof step === 'number' ? { step } : {})
    return true
  }
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (typeof param === 'string' && isPlain) tracker.param(param, value)
  else if (typeof tag === 'string' && isPlain) tracker.tag(tag, String(value))
  else return false
  return true
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
