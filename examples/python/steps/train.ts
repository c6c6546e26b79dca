import { commandStep } from '@regauge/core'
import { z } from 'zod'
import { Digits, Model, Report } from '../artifacts.ts'

export const train = commandStep({
  name: 'train',
  description: 'Trains a perceptron, in Python.',
  command: ['python3', 'train.py'],
  files: ['train.py'],
  image: 'python:3.12-slim',
  inputs: { training: Digits, validation: Digits, epochs: z.number().int().positive(), seed: z.number().int() },
  outputs: { model: Model, report: Report },
})
