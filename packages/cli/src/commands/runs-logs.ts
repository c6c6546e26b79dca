import { setTimeout as pause } from 'node:timers/promises'
import { RegaugeError } from '@regauge/core/errors'
import { readLogs, readRun, readRunLog } from '@regauge/core/records'
import type { AttemptLine, LogLine, RunView } from '@regauge/core/records'
import type { Command, CommandContext } from '../context.ts'
import { openRuns } from '../open-runs.ts'
import type { OpenedRuns } from '../open-runs.ts'
import { logLineText } from '../output/log-line-text.ts'
import { printJson } from '../output/print.ts'
import { parsePositiveInteger } from '../positive-integer.ts'
import { assertKnownPath, selects } from '../plan-paths.ts'

const POLL_MS = 500

/** What `runs logs` takes. */
export interface RunsLogsOptions {
  readonly run: string
  readonly step?: string | undefined
  readonly attempt?: string
  readonly follow?: boolean
  readonly stack?: string
}

/** Prints what steps wrote and logged; without a step also what their workers wrote outside of attempts. */
export const runsLogs: Command<RunsLogsOptions> = async (options, context) => {
  const { step, follow, json } = options
  if (follow && json) {
    throw new RegaugeError('USAGE_INVALID', {
      message: '"--follow" has no end and "--json" is one document.',
      hint: 'Leave one of them out.',
    })
  }
  const attempt = options.attempt === undefined ? undefined : parsePositiveInteger(options.attempt, '--attempt')
  await using opened = await openRuns(options.stack, context)
  const view = await opened.find(options.run)
  if (step !== undefined && view.driver) assertKnownPath(step, view.driver.plan)
  const reading: Reading = {
    opened,
    view,
    seen: new Set(),
    where: step === undefined ? undefined : selects(step),
    attempt,
  }
  if (json)
    printJson(context, { run: view.record.run, lines: await Array.fromAsync(newLines(reading, context), lineDocument) })
  else if (follow) await followLines(reading, context)
  else await printNewLines(reading, context)
  return 0
}

interface Reading {
  readonly opened: OpenedRuns
  readonly view: RunView
  /** Chunks that have been read. */
  readonly seen: Set<string>
  readonly where: ((path: string) => boolean) | undefined
  readonly attempt: number | undefined
}

/** A line of an attempt, or of a worker outside of any. */
type AnyLine =
  | AttemptLine<LogLine>
  | { readonly path?: undefined; readonly attempt?: undefined; readonly line: LogLine }

async function* newLines(reading: Reading, { signal }: Pick<CommandContext, 'signal'>): AsyncGenerator<AnyLine> {
  const { opened, view, where, attempt, seen } = reading
  const { run } = view.record
  yield* readLogs(opened.store, run, { where, attempt, seen, signal })
  // Workers' own lines have nothing to do with one step; they come once, at the end.
  if (where || attempt !== undefined || !view.end) return
  for await (const line of readRunLog(opened.store, run, { epoch: view.epoch, signal })) yield { line }
}

async function printNewLines(reading: Reading, context: CommandContext): Promise<void> {
  for await (const { line, path, attempt } of newLines(reading, context)) {
    const source = path === undefined ? 'worker' : `${path}@${attempt}`
    context.stdout.write(`${logLineText(line, source, context.stdout.colors)}\n`)
  }
}

async function followLines(reading: Reading, context: CommandContext): Promise<void> {
  const { store } = reading.opened
  const { signal } = context
  let view: RunView | undefined = reading.view
  for (;;) {
    // The run is looked at before its lines, so that those of its end are not missed.
    const isOver = view === undefined || view.end !== undefined || view.lost
    await printNewLines({ ...reading, view: view ?? reading.view }, context)
    if (isOver) return
    await pause(POLL_MS, undefined, { signal })
    view = await readRun(store, reading.view.record.run, { signal })
  }
}

function lineDocument({ path, attempt, line }: AnyLine): object {
  const { t, s, l, m, f } = line
  return {
    path: path ?? null,
    attempt: attempt ?? null,
    at: new Date(t).toISOString(),
    stream: s,
    ...(l && { level: l }),
    message: m,
    ...(f && { fields: f }),
  }
}
