import { step } from '@regauge/core'
import { z } from 'zod'
import { Digit } from '../artifacts.ts'
import { splitDigits } from '../model/split.ts'

export const split = step({
  name: 'split',
  description: 'Deals the digits out: 60 % to learn from, 20 % to choose by, 20 % held out.',
  inputs: { digits: z.array(Digit), seed: z.number().int() },
  outputs: { train: z.array(Digit), validation: z.array(Digit), test: z.array(Digit) },
  run: ({ digits, seed }) => splitDigits(digits, seed),
})
