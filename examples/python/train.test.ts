import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Model } from './artifacts.ts'

/** Two digits that are easily told apart: ink on the left means 0, ink on the right means 1. */
const ink = (digit: number) => Array.from({ length: 64 }, (_, pixel) => (pixel % 8 < 4 === (digit === 0) ? 16 : 0))
const digits = Array.from({ length: 20 }, (_, index) => [...ink(index % 2), index % 2].join(',')).join('\n')

let directory: string

/** Lays out what a command step finds in its working directory, and runs the command there. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'train-'))
  await cp(join(import.meta.dirname, 'train.py'), join(directory, 'train.py'))
  for (const name of ['inputs', 'outputs']) await mkdir(join(directory, name))
  for (const name of ['training', 'validation']) await writeFile(join(directory, `inputs/${name}.csv`), `${digits}\n`)
  const inputs = {
    training: { path: 'inputs/training.csv', format: 'file', type: 'digits', fileName: 'training.csv' },
    validation: { path: 'inputs/validation.csv', format: 'file', type: 'digits', fileName: 'validation.csv' },
    epochs: { path: 'inputs/epochs.json', format: 'json', value: 2 },
    seed: { path: 'inputs/seed.json', format: 'json', value: 1 },
  }
  await writeFile(join(directory, 'inputs.json'), JSON.stringify(inputs))
  await promisify(execFile)('python3', ['train.py'], { cwd: directory })
})

afterAll(() => rm(directory, { recursive: true }))

const output = (path: string): Promise<string> => readFile(join(directory, path), 'utf8')

test('the model is what the next step takes', async () => {
  const { weights } = Model.parse(JSON.parse(await output('outputs/model.json')))
  expect(weights[0]![0]).toBeGreaterThan(weights[1]![0]!)
  expect(weights[0]![7]).toBeLessThan(weights[1]![7]!)
})

test('the metrics are lines of JSON, two points an epoch', async () => {
  const lines: unknown[] = (await output('metrics.jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toEqual({ param: 'digits', value: 20 })
  expect(lines.slice(3)).toEqual([
    { metric: 'mistakes', value: 0, step: 2 },
    { metric: 'accuracy', value: 1, step: 2 },
  ])
})

test('the report has a line for each digit', async () => {
  expect((await output('outputs/report.md')).split('\n').slice(2, 4)).toEqual([
    '| 0 | 100.0% of 10 |',
    '| 1 | 100.0% of 10 |',
  ])
})
