import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepContext } from '@regauge/core'
import { expect, test } from 'vitest'
import { monitoring } from './pipeline.ts'
import { judge } from './steps/judge.ts'
import { measure } from './steps/measure.ts'

test('the Python step lies between two TypeScript steps', () => {
  const { nodes } = monitoring.toSpec()
  expect(nodes.map(({ id }) => id)).toEqual(['measure', 'summarise', 'judge'])
  expect(nodes[1]).toMatchObject({ command: { argv: ['python3', 'summarise.py'], files: ['summarise.py'] } })
})

test('measure writes a line for each reading, and makes the first sensor jump', async () => {
  const workDir = await mkdtemp(join(tmpdir(), 'measure-'))
  try {
    const context = { workDir } as StepContext // The step uses nothing else of it.
    const { readings } = await measure.run({ sensors: 2, readings: 10 }, context)
    const lines = (await readFile(readings, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(21)
    expect(lines[0]).toBe('sensor,value')
    expect(lines.filter((line) => Number(line.split(',')[1]) > 60)).toHaveLength(1)
  } finally {
    await rm(workDir, { recursive: true })
  }
})

test('judge names the sensors that have outliers', async () => {
  const summary = { sensor: 'a', count: 1, mean: 1, deviation: 0, outliers: 0 }
  const context = { log: { info: () => {} } } as unknown as StepContext // The step uses nothing else of it.
  const judged = await judge.run({ summaries: [summary, { ...summary, sensor: 'b', outliers: 2 }] }, context)
  expect(judged).toEqual({ suspects: ['b'] })
})
