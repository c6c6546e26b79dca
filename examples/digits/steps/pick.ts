import { listOf, step } from '@regauge/core'
import { z } from 'zod'
import { LearningCurve, Weights } from '../artifacts.ts'
import { bestOf } from '../model/learning-curve.ts'

export const pick = step({
  name: 'pick',
  description: 'Chooses the network that reads the validation digits best.',
  inputs: { weights: listOf(Weights), curves: z.array(LearningCurve).min(1) },
  outputs: { weights: Weights, curve: LearningCurve },
  run({ weights, curves }, { log }) {
    const best = bestOf(curves)
    log.info('picked', { rate: curves[best]!.rate })
    return { weights: weights[best]!, curve: curves[best]! }
  },
})
