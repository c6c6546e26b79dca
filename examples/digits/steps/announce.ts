import { step } from '@regauge/core'
import { z } from 'zod'

export const announce = step({
  name: 'announce',
  description: 'Says how the run has ended; a team would post it to its chat.',
  inputs: { run: z.string(), status: z.string() },
  run({ run, status }, { log }) {
    log.info(`Run ${run} ${status}.`)
  },
})
