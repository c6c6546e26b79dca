import type { StatusRecord } from '@regauge/core/records'
import type { CommandContext, Output } from '../context.ts'
import { liveView } from './live-view.ts'
import type { LiveRun } from './live-view.ts'
import { changes, newWarnings, plainLine } from './plain-lines.ts'
import type { Change } from './plain-lines.ts'

/** Shows on stderr how a run gets on. Disposing draws the last frame, which stays, or writes the last lines. */
export interface Progress extends AsyncDisposable {
  readonly show: (status: StatusRecord) => void
  /** One line that stays, above of what is redrawn. */
  readonly say: (line: string) => void
}

/** The run that is shown, and what its status records do not tell. */
export interface ProgressOptions extends Omit<LiveRun, 'status'> {
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly startedAt: number
  /** Why an attempt failed, for the lines of a pipe; asked once for each failed attempt that was followed by another. */
  readonly reasonOf?: (path: string, attempt: number) => Promise<string | undefined>
}

const FRAME_MS = 100

/** A table that is redrawn on a terminal, lines elsewhere, nothing with `--json`. */
export async function openProgress(
  options: ProgressOptions,
  context: Pick<CommandContext, 'stderr'>,
  json: boolean | undefined,
): Promise<Progress> {
  if (json) return { show: () => {}, say: () => {}, [Symbol.asyncDispose]: async () => {} }
  const { stderr } = context
  return sayingWarnings(stderr.isTTY ? await terminalProgress(options, stderr) : lineProgress(options, stderr))
}

/** Warnings stay, whatever becomes of what they are about. */
function sayingWarnings(progress: Progress): Progress {
  let before: StatusRecord | undefined
  return {
    ...progress,
    show(status) {
      for (const line of newWarnings(before, status)) progress.say(line)
      before = status
      progress.show(status)
    },
  }
}

async function terminalProgress(options: ProgressOptions, output: Output): Promise<Progress> {
  const { createLogUpdate } = await import('log-update')
  const redraw = createLogUpdate(streamOf(output))
  let status: StatusRecord | undefined
  let shownAt = performance.now()
  let tick = 0
  const draw = (isLast = false) => {
    if (!status) return
    const lines = liveView(
      { ...options, status },
      {
        elapsedMs: Date.now() - options.startedAt,
        staleMs: performance.now() - shownAt,
        width: output.columns ?? 80,
        // The cursor stands on a line of its own below the frame.
        height: (output.rows ?? 24) - 1,
        colors: output.colors,
        tick,
        isLast,
      },
    )
    redraw(lines.join('\n'))
  }
  const timer = setInterval(() => {
    tick += 1
    draw()
  }, FRAME_MS)
  return {
    show: (next) => {
      // Whoever watches a run shows one record several times; its age counts from the first.
      if (next.at !== status?.at) shownAt = performance.now()
      status = next
    },
    say: (line) => {
      redraw.clear()
      output.write(`${line}\n`)
      draw()
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      draw(true)
      redraw.done()
    },
  }
}

/** As much of a stream as log-update looks at. */
function streamOf(output: Output): NodeJS.WritableStream {
  const stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'> & { write(text: string): boolean } = {
    isTTY: true,
    get columns() {
      return output.columns ?? 80
    },
    get rows() {
      return output.rows ?? 24
    },
    write: (text) => {
      output.write(text)
      return true
    },
  }
  // log-update calls nothing but `write`.
  return stream as unknown as NodeJS.WritableStream
}

function lineProgress(options: ProgressOptions, output: Output): Progress {
  let before: StatusRecord | undefined
  const say = (line: string) => output.write(`${line}\n`)
  // Reasons come and go with the items of a map.
  const waits = new Set<string>()
  const tell = async (change: Change) => {
    if (change.kind === 'waits') {
      const line = plainLine(change)
      if (!waits.has(line)) say(line)
      waits.add(line)
      return
    }
    const reason =
      change.kind === 'retried'
        ? await options.reasonOf?.(change.attempt.path, change.attempt.attempt - 1).catch(() => undefined)
        : undefined
    say(plainLine(change, reason))
  }
  // One line after the other, although some wait for their reason.
  let told = Promise.resolve()
  return {
    show: (status) => {
      for (const change of changes(before, status)) told = told.then(() => tell(change))
      before = status
    },
    say,
    [Symbol.asyncDispose]: () => told,
  }
}
