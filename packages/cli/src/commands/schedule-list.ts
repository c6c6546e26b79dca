import type { ArtifactStore, StandingSchedule } from '@regauge/core'
import { BRIEFLY, patientStore } from '@regauge/core/artifacts'
import { readRun, scheduledRunId } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import type { Colors, Command } from '../context.ts'
import { glyphOf } from '../live-view/glyphs.ts'
import { nextTime } from '../next-time.ts'
import { openSchedules } from '../open-schedules.ts'
import { printJson, printLines } from '../output/print.ts'
import { shortRun, statusText } from '../output/run-text.ts'
import { table } from '../output/table.ts'
import { localTime } from '../output/time-text.ts'

/** What `schedule list` takes. */
export interface ScheduleListOptions {
  readonly stack?: string
  readonly pipeline?: string
}

/** Lists the schedules that a stack keeps, with what has become of the newest run of each. */
export const scheduleList: Command<ScheduleListOptions> = async ({ stack: flag, pipeline, json }, context) => {
  await using opened = await openSchedules(flag, context)
  const { place, stack } = opened
  const standing = await place.list(stack.spec.name, { signal: context.signal })
  const wanted = standing.filter((each) => pipeline === undefined || each.pipeline === pipeline)
  const store = patientStore(stack.store, BRIEFLY)
  const seen = await Promise.all(wanted.map((schedule) => see(schedule, store, context.signal)))
  if (json) {
    printJson(context, { schedules: seen.map(seenDocument) })
  } else if (seen.length === 0) {
    context.stderr.write(`There are no such schedules on stack "${stack.spec.name}".\n`)
  } else {
    const { colors, columns: width } = context.stdout
    const titles = ['pipeline', 'schedule', 'cron', 'time zone', 'next', 'last', 'run', 'status']
    const rows = seen.map((each) => seenRow(each, colors))
    printLines(context, table(rows, { columns: titles.map((title) => ({ title })), title: colors.dim, width }))
    for (const { schedule } of seen) {
      const { pipeline: of, name, waits } = schedule
      if (waits !== undefined) context.stderr.write(`The driver of ${of} ${name} waits: ${waits}\n`)
    }
  }
  return 0
}

/** A schedule, when it comes next, and the run that it has started last. */
interface Seen {
  readonly schedule: StandingSchedule
  readonly next?: Date | undefined
  readonly last?: {
    readonly time: Date
    readonly run: string
    /** Absent: its driver has not made it yet. */
    readonly status?: ReturnType<typeof statusText>
  }
}

async function see(schedule: StandingSchedule, store: ArtifactStore, signal: AbortSignal): Promise<Seen> {
  const { lastTime, suspended } = schedule
  const next = suspended ? undefined : nextTime(schedule)
  if (lastTime === undefined) return { schedule, next }
  const run = scheduledRunId({ ...schedule, occasion: lastTime })
  const view: RunView | undefined = await readRun(store, run, { signal })
  return { schedule, next, last: { time: lastTime, run, ...(view && { status: statusText(view) }) } }
}

function seenRow({ schedule, next, last }: Seen, colors: Colors): readonly string[] {
  const { pipeline, name, cron, timeZone, suspended } = schedule
  const status = last && (last.status ?? 'not made yet')
  return [
    pipeline,
    name,
    cron,
    timeZone,
    suspended ? 'suspended' : next ? localTime(next.getTime()) : '',
    last ? localTime(last.time.getTime()) : '',
    last ? shortRun(last.run) : '',
    status === undefined ? '' : `${glyphOf(status, colors)} ${status}`,
  ]
}

function seenDocument({ schedule: { stack: _stack, lastTime: _time, ...schedule }, next, last }: Seen): object {
  return {
    ...schedule,
    waits: schedule.waits ?? null,
    next: next?.toISOString() ?? null,
    last: last ? { ...last, time: last.time.toISOString(), status: last.status ?? null } : null,
  }
}
