import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { Summary } from './artifacts.ts'

const CALM = [9.9, 10.1]
const readings = ['sensor,value']
for (let time = 0; time < 20; time++) readings.push(`a,${CALM[time % 2]}`, `b,${time === 19 ? 60 : CALM[time % 2]}`)

let directory: string

/** Lays out what a command step finds in its working directory, and runs the command there. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'summarise-'))
  await cp(join(import.meta.dirname, 'summarise.py'), join(directory, 'summarise.py'))
  await mkdir(join(directory, 'inputs'))
  await mkdir(join(directory, 'outputs'))
  const inputs = {
    readings: { path: 'inputs/readings.csv', format: 'file', type: 'readings', fileName: 'readings.csv' },
    limit: { path: 'inputs/limit.json', format: 'json', value: 4 },
  }
  await writeFile(join(directory, 'inputs.json'), JSON.stringify(inputs))
  await writeFile(join(directory, 'inputs/readings.csv'), `${readings.join('\n')}\n`)
  await writeFile(join(directory, 'inputs/limit.json'), '4\n')
  await promisify(execFile)('python3', ['summarise.py'], { cwd: directory })
})

afterAll(() => rm(directory, { recursive: true }))

const output = (path: string): Promise<string> => readFile(join(directory, path), 'utf8')

test('the summaries are what the next step takes', async () => {
  const summaries = z.array(Summary).parse(JSON.parse(await output('outputs/summaries.json')))
  expect(summaries).toEqual([
    { sensor: 'a', count: 20, mean: 10, deviation: 0.1, outliers: 0 },
    { sensor: 'b', count: 20, mean: 12.495, deviation: expect.closeTo(10.899, 3), outliers: 1 },
  ])
})

test('the table has a line for each sensor', async () => {
  const table = await output('outputs/table.md')
  expect(table.split('\n').slice(0, 3)).toEqual([
    '| sensor | count | mean | deviation | outliers |',
    '| --- | --- | --- | --- | --- |',
    '| a | 20 | 10.0 | 0.1 | 0 |',
  ])
})

test('the metrics are lines of JSON, one point a sensor', async () => {
  const lines: unknown[] = (await output('metrics.jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toEqual([
    { metric: 'count', value: 20, step: 0 },
    { metric: 'outliers', value: 0, step: 0 },
    { metric: 'count', value: 20, step: 1 },
    { metric: 'outliers', value: 1, step: 1 },
  ])
})
