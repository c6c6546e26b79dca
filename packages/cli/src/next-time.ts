import { nextCronTime, parseCron } from '@regauge/core/units'

/** When a schedule comes next; undefined where it never does, or is written in a way that only its place understands. */
export function nextTime({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }): Date | undefined {
  const parsed = parseCron(cron)
  return parsed.cron && nextCronTime(parsed.cron, timeZone, new Date())
}
