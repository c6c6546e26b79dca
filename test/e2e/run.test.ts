import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'

const PIPELINE = `
import { gte, listOf, pipeline, step } from '@regauge/core'
import { z } from 'zod'

const split = step({ name: 'split', inputs: { text: z.string() }, outputs: { words: z.array(z.string()) },
  run: ({ text }) => ({ words: text.split(' ').filter((word) => word !== '') }) })
const measure = step({ name: 'measure', inputs: { word: z.string() }, outputs: { length: z.number() },
  run({ word }, { tracker, log }) {
    if (word === 'boom') throw new Error('cannot measure boom')
    log.info('measured', { word })
    tracker.metric('length', word.length)
    return { length: word.length }
  } })
const total = step({ name: 'total', inputs: { lengths: z.array(z.number()) }, outputs: { sum: z.number() },
  run: ({ lengths }) => ({ sum: lengths.reduce((a, b) => a + b, 0) }) })
const praise = step({ name: 'praise', inputs: { sum: z.number() }, outputs: { text: z.string() },
  run: ({ sum }) => ({ text: 'a long text: ' + sum }) })

export const words = pipeline({
  name: 'words',
  params: z.object({ text: z.string() }),
  build({ params, run, map, when }) {
    const { words } = run(split, { text: params.text })
    const measured = map(words, (word) => run(measure, { word }), { name: 'each' })
    const { sum } = run(total, { lengths: measured.length })
    const long = when(gte(sum, 10), () => run(praise, { sum }), { name: 'long' })
    return { sum, praise: long.text }
  },
})
`

interface RunDocument {
  readonly run: string
  readonly pipeline: string
  readonly stack: string
  readonly status: string
  readonly steps: Readonly<Record<string, number>>
  readonly outputs: Readonly<Record<string, { readonly value?: unknown; readonly digest: string }>>
}

describe('regauge run', () => {
  test('runs a map, a join and an arm, and leaves its records', async () => {
    using project = createProject({ 'pipeline.ts': PIPELINE })
    const run = await project.json<RunDocument>(['run', 'pipeline.ts', '--param', 'text=change the track'])
    expect(run).toMatchObject({ pipeline: 'words', stack: 'local', status: 'succeeded' })
    expect(run.steps).toMatchObject({ total: 6, succeeded: 6, failed: 0, skipped: 0 })
    expect(run.outputs['sum']).toMatchObject({ value: 14 })
    expect(run.outputs['praise']).toMatchObject({ value: 'a long text: 14' })
    const outcome = join(project.root, '.regauge/store/runs', run.run, 'steps/each[1].measure@1.outcome.json')
    expect(JSON.parse(readFileSync(outcome, 'utf8'))).toMatchObject({ status: 'succeeded', path: 'each[1].measure' })
  })

  test('maps over an empty list and leaves an arm out', async () => {
    using project = createProject({ 'pipeline.ts': PIPELINE })
    const run = await project.json<RunDocument>(['run', 'pipeline.ts', '--param', 'text='])
    expect(run).toMatchObject({ status: 'succeeded', steps: { succeeded: 2, skipped: 1 } })
    expect(run.outputs).not.toHaveProperty('praise')
  })

  test('ends with exit code 1 and names the line of the step that threw', async () => {
    using project = createProject({ 'pipeline.ts': PIPELINE })
    const { code, stderr } = await project.regauge(['run', 'pipeline.ts', '--param', 'text=tick boom'])
    expect(code).toBe(1)
    expect(stderr).toContain('cannot measure boom')
    expect(stderr).toMatch(/pipeline\.ts:9:\d+/)
  })

  test('tells what it ran when it is asked later', async () => {
    using project = createProject({ 'pipeline.ts': PIPELINE })
    const run = await project.json<RunDocument>(['run', 'pipeline.ts', '--param', 'text=one'])
    const listed = await project.json<{ readonly runs: readonly { readonly run: string }[] }>(['runs', 'list'])
    expect(listed.runs.map((each) => each.run)).toEqual([run.run])
    const shown = await project.json<RunDocument & { steps: unknown }>(['runs', 'show', 'latest'])
    expect(shown).toMatchObject({ run: run.run, status: 'succeeded' })
  })
})
