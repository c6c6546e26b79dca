import { pipeline } from '@regauge/core'
import { z } from 'zod'
import { evaluate } from './steps/evaluate.ts'
import { split } from './steps/split.ts'
import { train } from './steps/train.ts'

export const perceptron = pipeline({
  name: 'perceptron',
  description: 'Reads handwritten digits: Python trains a model, between two steps in TypeScript.',
  params: z.object({
    path: z.string().optional(),
    epochs: z.number().int().positive().default(10),
    seed: z.number().int().default(1),
  }),
  build({ params, run }) {
    const { training, validation, test } = run(split, { path: params.path, seed: params.seed })
    const { model, report } = run(train, { training, validation, epochs: params.epochs, seed: params.seed })
    const { accuracy, confusion } = run(evaluate, { model, test })
    return { accuracy, confusion, report }
  },
})
