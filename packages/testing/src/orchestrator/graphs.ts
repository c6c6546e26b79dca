import { describe, expect } from 'vitest'
import { allWell, fatesOf, runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

const range = (length: number) => Array.from({ length }, (_, item) => item)
const items = (size: number) => range(size).map((item) => `wide[${item}].double`)

export function describeGraphs(orchestratorTest: OrchestratorTest, wide: number): void {
  describe('graphs', () => {
    for (const { title, pipeline, paths, value, params } of graphs(wide)) {
      orchestratorTest(`${title}: each step runs once, with what came before it`, async (context) => {
        const finished = await runPipeline(context, pipeline, params && { params })
        expect(finished.end).toMatchObject({ status: 'succeeded', failed: [] })
        expect(finished.values).toEqual({ value })
        expect(fatesOf(finished)).toEqual(allWell(paths))
        const counted = { total: paths.length, succeeded: paths.length, failed: 0, skipped: 0, cancelled: 0 }
        expect(finished.end.steps).toMatchObject(counted)
      })
    }

    orchestratorTest('an input is named after the output that it was', async (context) => {
      const { attempts } = await runPipeline(context, 'linear')
      const outputs = attempts.map((attempt) => attempt.outputs['value']?.digest)
      const inputs = attempts.map((attempt) => attempt.inputs['value']?.digest)
      // In the order of paths: give, second, third.
      expect(inputs).toEqual([undefined, outputs[0], outputs[1]])
    })
  })
}

interface Graph {
  readonly title: string
  readonly pipeline: string
  readonly params?: { readonly [name: string]: number }
  /** Of every step run that there has to be. */
  readonly paths: readonly string[]
  /** What the pipeline gives. */
  readonly value: number
}

function graphs(wide: number): readonly Graph[] {
  const nested = range(3).flatMap((row) => [
    `rows[${row}].count`,
    `rows[${row}].total`,
    ...range(row).map((cell) => `rows[${row}].cells[${cell}].add`),
  ])
  const given = [1, 2, 4, 8].map((value) => `give-${value}`)
  return [
    { title: 'linear', pipeline: 'linear', paths: ['give', 'second', 'third'], value: 12 },
    { title: 'diamond', pipeline: 'diamond', paths: ['give', 'left', 'right', 'join'], value: 7 },
    { title: 'triangle', pipeline: 'triangle', paths: ['give', 'double', 'add'], value: 9 },
    {
      title: 'staged join',
      pipeline: 'stagedJoin',
      paths: [...given, 'left', 'right', 'both', 'last'],
      value: 23,
    },
    { title: 'nested map', pipeline: 'nestedMap', paths: ['count', 'total', ...nested], value: 6 },
    { title: 'empty map', pipeline: 'wideMap', params: { size: 0 }, paths: ['count', 'total'], value: 0 },
    {
      title: `wide map`,
      pipeline: 'wideMap',
      params: { size: wide },
      paths: ['count', 'total', ...items(wide)],
      value: wide * (wide - 1),
    },
    { title: 'bundled map', pipeline: 'bundledMap', paths: ['count', 'total', ...items(50)], value: 50 * 49 },
  ]
}
