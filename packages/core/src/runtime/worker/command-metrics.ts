import { open } from 'node:fs/promises'
import type { StepTracker } from '../../contracts/step-context.ts'

/** How often the file is looked at. */
const EVERY_MS = 500

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
      const { size } = await file.stat()
      const { buffer } = await file.read(
        Buffer.alloc(Math.max(0, size - position)),
        0,
        Math.max(0, size - position),
        position,
      )
      position = Math.max(position, size)
      const lines = (rest + buffer.toString()).split('\n')
      rest = lines.pop()!
      for (const line of lines) if (line.trim() !== '' && !track(line, tracker)) onBroken(line)
    } finally {
      await file.close()
    }
  }

  return {
    async finish() {
      clearInterval(timer)
      await look()
      if (rest.trim() !== '' && !track(rest, tracker)) onBroken(rest)
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
