/** `@regauge/core/units`: durations and sizes, as people write and read them. */
export { formatDuration, parseDuration } from './util/duration.ts'
export type { Duration } from './util/duration.ts'
export { formatSize, parseSize } from './util/size.ts'
export type { Size } from './util/size.ts'
