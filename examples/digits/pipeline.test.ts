import { expect, test } from 'vitest'
import { training } from './pipeline.ts'
import { settings } from './plain.ts'

test('the graph has the shape that the README draws', () => {
  const { nodes } = training.toSpec()
  expect(nodes.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'step load',
    'step split',
    'map sweep',
    'step pick',
    'step evaluate',
    'step draw',
    'when release',
    'step report',
  ])
})

test('a run without parameters does the same job as the plain code', async () => {
  expect(await training.parseParams({})).toEqual(settings)
})
