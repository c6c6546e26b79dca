import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { step } from '@regauge/core'
import { z } from 'zod'
import { Digits } from '../artifacts.ts'

/** A file that is named like this travels with the code, so that it is there wherever the step runs. */
const DIGITS = new URL('../../digits/data/digits.csv.gz', import.meta.url)

export const split = step({
  name: 'split',
  description: 'Deals digits out: three fifths to train with, one to watch the training, one that no training sees.',
  inputs: { path: z.string().optional(), seed: z.number().int() },
  outputs: { training: Digits, validation: Digits, test: Digits },
  async run({ path, seed }, { workDir, log }) {
    const csv = gunzipSync(await readFile(path ?? DIGITS)).toString()
    const lines = shuffled(csv.trimEnd().split('\n'), seed)
    const fifth = Math.floor(lines.length / 5)
    log.info('dealing out', { digits: lines.length })
    const write = async (name: string, part: readonly string[]) => {
      const file = join(workDir, `${name}.csv`)
      await writeFile(file, `${part.join('\n')}\n`)
      return file
    }
    return {
      training: await write('training', lines.slice(2 * fifth)),
      validation: await write('validation', lines.slice(fifth, 2 * fifth)),
      test: await write('test', lines.slice(0, fifth)),
    }
  },
})

/** Sorts by numbers that look random and are the same for the same seed (a linear congruential generator). */
function shuffled(lines: readonly string[], seed: number): string[] {
  let state = seed >>> 0
  const keyed = lines.map((line) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return { line, key: state }
  })
  return keyed.sort((a, b) => a.key - b.key).map(({ line }) => line)
}
