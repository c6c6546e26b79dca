import { step } from '@regauge/core'
import { Confusion, Picture } from '../artifacts.ts'
import { drawConfusion } from '../report/confusion-picture.ts'

export const draw = step({
  name: 'draw',
  description: 'Draws the confusion matrix.',
  inputs: { confusion: Confusion },
  outputs: { picture: Picture },
  run: ({ confusion }) => ({ picture: drawConfusion(confusion) }),
})
