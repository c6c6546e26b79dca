import { step } from '@regauge/core'
import { z } from 'zod'
import { Confusion, Digit, Weights } from '../artifacts.ts'
import { accuracyOf, confusionOf } from '../model/confusion.ts'
import { fromTensors } from '../model/weights.ts'

export const evaluate = step({
  name: 'evaluate',
  description: 'Lets the chosen network read the digits that were held out.',
  inputs: { weights: Weights, test: z.array(Digit) },
  outputs: { accuracy: z.number(), confusion: Confusion },
  run({ weights, test }, { log, tracker }) {
    const confusion = confusionOf(fromTensors(weights), test)
    const accuracy = accuracyOf(confusion)
    tracker.metric('accuracy', accuracy)
    log.info('evaluated', { accuracy })
    return { accuracy, confusion }
  },
})
