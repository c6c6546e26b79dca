import { RegaugeError } from '@regauge/core/errors'
import { formatDuration } from '@regauge/core/units'
import type { ScheduleSpec } from './schedule-spec.ts'

const MACRO = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const DAYS = 'sun|mon|tue|wed|thu|fri|sat'

/** The fields of a cron line: the values that they take, and the names that stand for some. */
const FIELDS: readonly {
  readonly title: string
  readonly from: number
  readonly to: number
  readonly names?: string
}[] = [
  { title: 'minute', from: 0, to: 59 },
  { title: 'hour', from: 0, to: 23 },
  { title: 'day of month', from: 1, to: 31 },
  { title: 'month', from: 1, to: 12, names: MONTHS },
  { title: 'day of week', from: 0, to: 6, names: DAYS },
]

/** The controller looks every 10 s, so that less than that may never start anything. */
const SHORTEST_DEADLINE = 10_000

/** That Kubernetes takes a schedule. Throws `KUBERNETES_SCHEDULE_INVALID`, naming what it does not take. */
export function checkSchedule(schedule: ScheduleSpec): void {
  const { cron, timeZone, deadlineMs } = schedule
  const flaw = cronFlaw(cron)
  if (flaw !== undefined)
    throw invalid(schedule, `"${cron}" is no time: ${flaw}.`, 'Write five fields, such as "30 4 * * 1-5".')
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalid(
      schedule,
      `"${timeZone}" is no time zone.`,
      'Write a name of the IANA database, such as "Europe/Berlin".',
    )
  }
  if (deadlineMs !== undefined && deadlineMs < SHORTEST_DEADLINE) {
    const problem = `a deadline of ${formatDuration(deadlineMs)} is too short for Kubernetes, which looks every 10 s.`
    throw invalid(schedule, problem, 'Give it 10s at least.')
  }
}

/** Why a text is no cron line that Kubernetes reads; undefined where it is one. */
function cronFlaw(cron: string): string | undefined {
  if (MACRO.test(cron)) return undefined
  const given = cron.trim().split(/\s+/)
  if (given.length !== FIELDS.length) return `it has ${given.length} fields instead of 5`
  const wrong = FIELDS.findIndex((field, index) => !given[index]!.split(',').every((part) => fits(part, field)))
  return wrong < 0 ? undefined : `"${given[wrong]}" is no ${FIELDS[wrong]!.title}`
}

function fits(part: string, { from, to, names }: (typeof FIELDS)[number]): boolean {
  const value = names === undefined ? String.raw`\d+` : String.raw`\d+|${names}`
  const match = new RegExp(`^(?:\\*|\\?|(${value})(?:-(${value}))?)(?:/([1-9]\\d*))?$`, 'i').exec(part)
  if (!match) return false
  const all = names?.split('|') ?? []
  const numberOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : all.indexOf(text.toLowerCase()) + from)
  const [first, last] = [match[1], match[2]].map((text) => (text === undefined ? undefined : numberOf(text)))
  if ([first, last].some((value) => value !== undefined && (value < from || value > to))) return false
  return first === undefined || last === undefined || first <= last
}

function isTimeZone(name: string): boolean {
  // Kubernetes knows no zone of the machine, and Node would take offsets.
  if (/^(?:local$|[+-])/i.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function invalid({ pipeline, name }: ScheduleSpec, problem: string, hint: string): RegaugeError {
  return new RegaugeError('KUBERNETES_SCHEDULE_INVALID', {
    message: `Schedule "${name}" of pipeline "${pipeline}": ${problem}`,
    hint,
    details: { pipeline, schedule: name },
  })
}
