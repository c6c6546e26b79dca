import { step } from '@regauge/core'
import { z } from 'zod'
import { LearningCurve, ModelCard, Weights } from '../artifacts.ts'
import { sizeOf } from '../model/network.ts'
import { fromTensors } from '../model/weights.ts'

export const publish = step({
  name: 'publish',
  description: 'Writes the card of a model that is good enough.',
  inputs: { weights: Weights, curve: LearningCurve, accuracy: z.number() },
  outputs: { card: ModelCard },
  run: ({ weights, curve, accuracy }) => ({
    card: {
      name: 'digits',
      purpose: 'Reads one handwritten digit of 8 x 8 pixels.',
      rate: curve.rate,
      parameters: sizeOf(fromTensors(weights)),
      accuracy,
    },
  }),
})
