import { setImmediate } from 'node:timers/promises'
import { step } from '@regauge/core'
import { z } from 'zod'
import { Digit, LearningCurve, Weights } from '../artifacts.ts'
import { accuracyOf, confusionOf } from '../model/confusion.ts'
import { createNetwork } from '../model/network.ts'
import { createRandom } from '../model/random.ts'
import { train } from '../model/training.ts'
import { toTensors } from '../model/weights.ts'

export const fit = step({
  name: 'fit',
  description: 'Trains one network.',
  inputs: {
    train: z.array(Digit),
    validation: z.array(Digit),
    rate: z.number().positive(),
    hidden: z.number().int().positive(),
    epochs: z.number().int().positive(),
    seed: z.number().int(),
  },
  outputs: { weights: Weights, curve: LearningCurve },
  resources: { cpu: 1, memory: '512Mi' },
  async run({ train: digits, validation, rate, hidden, epochs, seed }, { signal, tracker, progress }) {
    tracker.param('rate', rate)
    tracker.param('hidden', hidden)
    const random = createRandom(seed)
    const network = createNetwork(hidden, random)
    const points: LearningCurve['points'] = []
    for (const { epoch, loss } of train(network, digits, { rate, epochs, random })) {
      const accuracy = accuracyOf(confusionOf(network, validation))
      points.push({ epoch, loss, accuracy })
      tracker.metric('loss', loss, { step: epoch })
      tracker.metric('accuracy', accuracy, { step: epoch })
      progress(epoch / epochs, `accuracy ${accuracy.toFixed(3)}`)
      // Lets a cancel through: an epoch keeps the thread busy from its first digit to its last.
      await setImmediate(undefined, { signal })
    }
    return { weights: toTensors(network), curve: { rate, points } }
  },
})
