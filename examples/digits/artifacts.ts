import { artifact } from '@regauge/core'
import { z } from 'zod'

/** One handwritten digit: 8 x 8 pixels, row by row, from 0 (paper) to 16 (ink), and what the writer meant, 0 to 9. */
export const Digit = z.object({ pixels: z.array(z.number()), label: z.number() })
export type Digit = z.infer<typeof Digit>

/** How one network learnt: after each epoch its mean loss while training and its accuracy on the validation digits. */
export const LearningCurve = z.object({
  rate: z.number(),
  points: z.array(z.object({ epoch: z.number(), loss: z.number(), accuracy: z.number() })),
})
export type LearningCurve = z.infer<typeof LearningCurve>

/** How often each digit (row) was taken for each digit (column). */
export const Confusion = z.array(z.array(z.number().int()))
export type Confusion = z.infer<typeof Confusion>

/** What people should know before they use a model. */
export const ModelCard = z.object({
  name: z.string(),
  purpose: z.string(),
  /** The learning rate that won the sweep. */
  rate: z.number(),
  /** The network's size. */
  parameters: z.number().int(),
  /** Share of the held-out digits that it reads rightly, 0 to 1. */
  accuracy: z.number(),
})
export type ModelCard = z.infer<typeof ModelCard>

/** A network's parameters: kept as safetensors, which other languages read too. */
export const Weights = artifact({ name: 'weights', materializer: 'safetensors' })

/** An SVG picture. */
export const Picture = artifact({ name: 'picture', materializer: 'text' })

/** An HTML page. */
export const Report = artifact({ name: 'report', materializer: 'file' })
