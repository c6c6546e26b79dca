/** When a cron line fits: the values of each of its fields. */
export interface Cron {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  /** From 1. */
  readonly months: ReadonlySet<number>
  /** From 0, which is Sunday. */
  readonly weekdays: ReadonlySet<number>
  /** Whether one of the two kinds of days is enough. Both are needed where one of them is `*`. */
  readonly eitherDay: boolean
}

/** A cron line that was read, or what is wrong with it. */
export type ParsedCron =
  | { readonly cron: Cron; readonly flaw?: undefined }
  /** A clause: `"60" is no minute`. */
  | { readonly cron?: undefined; readonly flaw: string }

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** A field of a cron line: the values that it takes, and the names that stand for some, from the first on. */
interface Field {
  readonly title: string
  readonly from: number
  readonly to: number
  readonly names?: readonly string[]
}

const FIELDS: readonly Field[] = [
  { title: 'minute', from: 0, to: 59 },
  { title: 'hour', from: 0, to: 23 },
  { title: 'day of month', from: 1, to: 31 },
  {
    title: 'month',
    from: 1,
    to: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { title: 'day of week', from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
]

const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads five fields (minute, hour, day of month, month, day of week) of `*`, values, names, ranges, steps and lists of
 * them, or one of `@yearly`, `@monthly`, `@weekly`, `@daily` and `@hourly`: what Kubernetes takes as well.
 */
export function parseCron(text: string): ParsedCron {
  const given = (MACROS[text] ?? text).trim().split(/\s+/)
  if (given.length !== FIELDS.length) return { flaw: `it has ${given.length} fields instead of 5` }
  const parsed = FIELDS.map((field, index) => valuesOf(given[index]!, field))
  const wrong = parsed.indexOf(undefined)
  if (wrong >= 0) return { flaw: `"${given[wrong]}" is no ${FIELDS[wrong]!.title}` }
  // None of them is undefined, and there is one for each field.
  const [minutes, hours, days, months, weekdays] = parsed as unknown as readonly [
    Values,
    Values,
    Values,
    Values,
    Values,
  ]
  const eitherDay = !isOpen(given[2]!) && !isOpen(given[4]!)
  const isEver = eitherDay || [...months].some((month) => [...days].some((day) => day <= DAYS_OF_MONTHS[month - 1]!))
  return isEver ? { cron: { minutes, hours, days, months, weekdays, eitherDay } } : { flaw: 'that day never comes' }
}

type Values = ReadonlySet<number>

/** Whether a list holds all values of its field, said as such. */
function isOpen(list: string): boolean {
  return list.split(',').some((part) => /^[*?](?:\/0*1)?$/.test(part))
}

function valuesOf(list: string, field: Field): Values | undefined {
  const parts = list.split(',').map((part) => rangeOf(part, field))
  return parts.includes(undefined) ? undefined : new Set(parts.flatMap((part) => part ?? []))
}

function rangeOf(part: string, { from, to, names = [] }: Field): readonly number[] | undefined {
  const value = ['\\d+', ...names].join('|')
  const match = new RegExp(`^(?:[*?]|(${value})(?:-(${value}))?)(?:/(\\d+))?$`, 'i').exec(part)
  if (!match) return undefined
  const numberOf = (text: string) => (/^\d/.test(text) ? Number(text) : names.indexOf(text.toLowerCase()) + from)
  const [, low, high, step] = match
  const first = low === undefined ? from : numberOf(low)
  // `5/10` means from 5 on.
  const last = high === undefined ? (low === undefined || step !== undefined ? to : first) : numberOf(high)
  const by = Number(step ?? 1)
  if (first < from || last > to || first > last || by < 1) return undefined
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by)
}
