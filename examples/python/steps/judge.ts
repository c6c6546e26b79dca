import { step } from '@regauge/core'
import { z } from 'zod'
import { Summary } from '../artifacts.ts'

export const judge = step({
  name: 'judge',
  description: 'Names the sensors that somebody should look at.',
  inputs: { summaries: z.array(Summary) },
  outputs: { suspects: z.array(z.string()) },
  run({ summaries }, { log }) {
    const suspects = summaries.filter(({ outliers }) => outliers > 0).map(({ sensor }) => sensor)
    log.info('judged', { suspects })
    return { suspects }
  },
})
