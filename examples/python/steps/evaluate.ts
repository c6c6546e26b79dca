import { readFile } from 'node:fs/promises'
import { step } from '@regauge/core'
import { z } from 'zod'
import { Confusion, Digits, Model } from '../artifacts.ts'

export const evaluate = step({
  name: 'evaluate',
  description: 'Lets the model that Python trained read digits that it has never seen.',
  inputs: { model: Model, test: Digits },
  outputs: { accuracy: z.number(), confusion: Confusion.optional() },
  async run({ model, test }, { tracker }) {
    const lines = (await readFile(test, 'utf8')).trimEnd().split('\n')
    const readings = lines.map((line) => {
      const numbers = line.split(',').map(Number)
      return { meant: numbers.pop()!, read: readDigit(model, numbers) }
    })
    const mistakes = readings.filter(({ meant, read }) => meant !== read)
    const accuracy = 1 - mistakes.length / readings.length
    tracker.metric('accuracy', accuracy)
    const confusion = mostFrequent(mistakes)
    return confusion ? { accuracy, confusion } : { accuracy }
  },
})

/** The digit whose weights give the largest sum. */
function readDigit({ weights }: Model, pixels: readonly number[]): number {
  const scores = weights.map((row) => row.reduce((sum, weight, index) => sum + weight * (pixels[index] ?? 1), 0))
  return scores.indexOf(Math.max(...scores))
}

function mostFrequent(mistakes: readonly Omit<Confusion, 'times'>[]): Confusion | undefined {
  const counted = mistakes.map(({ meant, read }) => ({
    meant,
    read,
    times: mistakes.filter((other) => other.meant === meant && other.read === read).length,
  }))
  return counted.sort((a, b) => b.times - a.times)[0]
}
