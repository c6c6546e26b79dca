import { gte, pipeline } from '@regauge/core'
import { z } from 'zod'
import { announce } from './steps/announce.ts'
import { draw } from './steps/draw.ts'
import { evaluate } from './steps/evaluate.ts'
import { fit } from './steps/fit.ts'
import { load } from './steps/load.ts'
import { pick } from './steps/pick.ts'
import { publish } from './steps/publish.ts'
import { report } from './steps/report.ts'
import { split } from './steps/split.ts'

export const training = pipeline({
  name: 'training',
  description: 'Trains networks that read handwritten digits, and publishes the best one if it is good enough.',
  params: z.object({
    path: z.string().optional(),
    rates: z.array(z.number().positive()).min(1).default([0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1]),
    hidden: z.number().int().positive().default(48),
    epochs: z.number().int().positive().default(30),
    seed: z.number().int().default(1),
    minAccuracy: z.number().min(0).max(1).default(0.95),
  }),
  onEnd: announce,
  build({ params, run, map, when }) {
    const { hidden, epochs, seed } = params
    const { digits } = run(load, { path: params.path })
    const { train, validation, test } = run(split, { digits, seed })

    const fits = map(params.rates, (rate) => run(fit, { train, validation, rate, hidden, epochs, seed }), {
      name: 'sweep',
      concurrency: 4,
    })
    const best = run(pick, { weights: fits.weights, curves: fits.curve })

    const { accuracy, confusion } = run(evaluate, { weights: best.weights, test })
    const { picture } = run(draw, { confusion })
    const published = when(
      gte(accuracy, params.minAccuracy),
      () => run(publish, { weights: best.weights, curve: best.curve, accuracy }),
      { name: 'release' },
    )

    const { page } = run(report, { curves: fits.curve, chosen: best.curve, accuracy, picture, card: published.card })
    return { accuracy, weights: best.weights, card: published.card, report: page }
  },
})
