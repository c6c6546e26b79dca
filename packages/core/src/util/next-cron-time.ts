import type { Cron } from './cron.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Beyond the 29 February after one that is left out, as in 2100. */
const LONGEST = 9 * 366 * DAY

/** What a clock on the wall shows. */
interface WallTime {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly month: number
  readonly weekday: number
}

/**
 * The first time after another one at which a cron line fits the clocks of a time zone. Times that a change of clocks
 * leaves out do not come; those that it gives twice come twice.
 */
export function nextCronTime(cron: Cron, timeZone: string, after: Date): Date | undefined {
  const wallTime = clockOf(timeZone)
  const end = after.getTime() + LONGEST
  for (let at = (Math.floor(after.getTime() / MINUTE) + 1) * MINUTE; at <= end;) {
    const { minute, ...wall } = wallTime(at)
    if (!fitsDay(cron, wall)) {
      // Clocks change by two hours at most, so that this stays in the same day.
      at += (wall.hour < 21 ? 22 - wall.hour : 1) * HOUR - minute * MINUTE
    } else if (!cron.hours.has(wall.hour)) {
      at += HOUR - minute * MINUTE
    } else if (!cron.minutes.has(minute)) {
      at += MINUTE
    } else {
      return new Date(at)
    }
  }
  return undefined
}

function fitsDay({ days, months, weekdays, eitherDay }: Cron, wall: Omit<WallTime, 'minute'>): boolean {
  if (!months.has(wall.month)) return false
  const [day, weekday] = [days.has(wall.day), weekdays.has(wall.weekday)]
  return eitherDay ? day || weekday : day && weekday
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function clockOf(timeZone: string): (at: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return {
      minute: Number(parts['minute']),
      hour: Number(parts['hour']),
      day: Number(parts['day']),
      month: Number(parts['month']),
      weekday: WEEKDAYS.indexOf(parts['weekday']!),
    }
  }
}
