import { pipeline } from '@regauge/core'
import { z } from 'zod'
import { judge } from './steps/judge.ts'
import { measure } from './steps/measure.ts'
import { summarise } from './steps/summarise.ts'

export const monitoring = pipeline({
  name: 'monitoring',
  description: 'Looks for sensors whose readings jump: a Python step between two TypeScript steps.',
  params: z.object({
    sensors: z.number().int().positive().default(3),
    readings: z.number().int().positive().default(100),
    limit: z.number().positive().default(4),
  }),
  build({ params, run }) {
    const { readings } = run(measure, { sensors: params.sensors, readings: params.readings })
    const { summaries, table } = run(summarise, { readings, limit: params.limit })
    const { suspects } = run(judge, { summaries })
    return { suspects, table }
  },
})
