import { commandStep } from '@regauge/core'
import { z } from 'zod'
import { Readings, Summary, Table } from '../artifacts.ts'

export const summarise = commandStep({
  name: 'summarise',
  description: 'Summarises the readings of each sensor, in Python.',
  command: ['python3', 'summarise.py'],
  files: ['summarise.py'],
  image: 'python:3.12-slim',
  inputs: { readings: Readings, limit: z.number().positive() },
  outputs: { summaries: z.array(Summary), table: Table },
})
