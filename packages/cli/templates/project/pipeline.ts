import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const Point = z.object({ x: z.number(), y: z.number() })
const Line = z.object({ rate: z.number(), slope: z.number(), intercept: z.number(), loss: z.number() })

/** Points near the line y = 3x + 2: the same ones for the same seed. */
export const sample = step({
  name: 'sample',
  inputs: { count: z.number().int().positive(), seed: z.number().int() },
  outputs: { points: z.array(Point) },
  run({ count, seed }) {
    let state = seed
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
    const points = Array.from({ length: count }, () => {
      const x = random() * 2 - 1
      return { x, y: 3 * x + 2 + (random() - 0.5) / 5 }
    })
    return { points }
  },
})

/** A line through the points by gradient descent. */
export const fit = step({
  name: 'fit',
  inputs: { points: z.array(Point), rate: z.number().positive(), epochs: z.number().int().positive() },
  outputs: { line: Line },
  retry: { attempts: 2 },
  timeout: '5m',
  run({ points, rate, epochs }, { log, progress, tracker }) {
    let slope = 0
    let intercept = 0
    let loss = Infinity
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      const errors = points.map(({ x, y }) => slope * x + intercept - y)
      loss = mean(errors.map((error) => error ** 2))
      slope -= rate * 2 * mean(errors.map((error, index) => error * points[index]!.x))
      intercept -= rate * 2 * mean(errors)
      tracker.metric('loss', loss, { step: epoch })
      progress(epoch / epochs, `loss ${loss.toFixed(4)}`)
    }
    log.info('fitted', { rate, loss })
    return { line: { rate, slope, intercept, loss } }
  },
})

/** The line with the smallest loss. */
export const pick = step({
  name: 'pick',
  inputs: { lines: z.array(Line).min(1) },
  outputs: { best: Line },
  run({ lines }) {
    return { best: lines.reduce((best, line) => (line.loss < best.loss ? line : best)) }
  },
})

export const training = pipeline({
  name: 'training',
  params: z.object({
    count: z.number().int().positive().default(200),
    seed: z.number().int().default(1),
    epochs: z.number().int().positive().default(50),
    rates: z.array(z.number().positive()).min(1).default([0.01, 0.1, 0.5]),
  }),
  build({ params, run, map }) {
    const { points } = run(sample, { count: params.count, seed: params.seed })
    const fits = map(params.rates, (rate) => run(fit, { points, rate, epochs: params.epochs }), { name: 'sweep' })
    const { best } = run(pick, { lines: fits.line })
    return { best }
  },
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
