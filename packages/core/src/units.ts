/** `@regauge/core/units`: durations, sizes and cron lines, as people write and read them. */
export { type Cron, parseCron, type ParsedCron } from './util/cron.ts'
export { formatDuration, parseDuration } from './util/duration.ts'
export type { Duration } from './util/duration.ts'
export { nextCronTime } from './util/next-cron-time.ts'
export { formatSize, parseSize } from './util/size.ts'
export type { Size } from './util/size.ts'
