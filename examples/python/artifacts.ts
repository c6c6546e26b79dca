import { artifact } from '@regauge/core'
import { z } from 'zod'

/** A CSV file with the columns `sensor` and `value`, one reading a line. */
export const Readings = artifact({ name: 'readings', materializer: 'file' })

/** A table in Markdown. */
export const Table = artifact({ name: 'table', materializer: 'file' })

/** What the readings of one sensor look like. */
export const Summary = z.object({
  sensor: z.string(),
  count: z.number().int(),
  mean: z.number(),
  /** Standard deviation. */
  deviation: z.number(),
  /** Readings that lie too far from the mean. */
  outliers: z.number().int(),
})
export type Summary = z.infer<typeof Summary>
