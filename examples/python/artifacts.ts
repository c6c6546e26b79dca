import { artifact } from '@regauge/core'
import { z } from 'zod'

/** A CSV file of handwritten digits: on each line 8 x 8 pixels of 0 (paper) to 16 (ink), and what the writer meant. */
export const Digits = artifact({ name: 'digits', materializer: 'file' })

/** For each digit of 0 to 9 the weights of the 64 pixels and, last, its bias. The digit with the largest sum is read. */
export const Model = z.object({ weights: z.array(z.array(z.number()).length(65)).length(10) })
export type Model = z.infer<typeof Model>

/** A page in Markdown. */
export const Report = artifact({ name: 'report', materializer: 'file' })

/** The mistake that a model makes most often. */
export const Confusion = z.object({ meant: z.number(), read: z.number(), times: z.number() })
export type Confusion = z.infer<typeof Confusion>
