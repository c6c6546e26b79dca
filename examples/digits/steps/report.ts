import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { step } from '@regauge/core'
import { z } from 'zod'
import { LearningCurve, ModelCard, Picture, Report } from '../artifacts.ts'
import { renderReport } from '../report/page.ts'

export const report = step({
  name: 'report',
  description: 'Tells the whole story on one HTML page.',
  inputs: {
    curves: z.array(LearningCurve),
    chosen: LearningCurve,
    accuracy: z.number(),
    picture: Picture,
    card: ModelCard.optional(),
  },
  outputs: { page: Report },
  async run(content, { workDir }) {
    const page = join(workDir, 'report.html')
    await writeFile(page, renderReport(content))
    return { page }
  },
})
