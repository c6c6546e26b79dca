import { expect, test } from 'vitest'
import type { MetricLine } from '@regauge/core/records'
import { metricsTable, toSeries } from './metric-series.ts'

const metric = (name: string, value: number | 'NaN', step: number): MetricLine => ({
  kind: 'metric',
  t: step,
  name,
  value,
  step,
})

test('the values of a metric stand in the order of its x axis', () => {
  const lines: readonly MetricLine[] = [
    metric('loss', 1, 3),
    { kind: 'param', t: 0, name: 'rate', value: '0.1' },
    metric('loss', 9, 1),
    metric('accuracy', 0.5, 1),
    metric('loss', 4, 2),
  ]
  expect(toSeries(lines)).toEqual([
    { name: 'loss', values: [9, 4, 1], last: 1, min: 1, max: 9 },
    { name: 'accuracy', values: [0.5], last: 0.5, min: 0.5, max: 0.5 },
  ])
})

test('what is not finite counts neither as least nor as greatest', () => {
  expect(toSeries([metric('loss', 2, 1), metric('loss', 'NaN', 2)])).toEqual([
    { name: 'loss', values: [2, NaN], last: NaN, min: 2, max: 2 },
  ])
  expect(toSeries([metric('loss', 'NaN', 1)])).toMatchObject([{ min: NaN, max: NaN }])
})

test('a series of a million values is no problem', () => {
  const lines = Array.from({ length: 1e6 }, (_, index) => metric('loss', index, index))
  expect(toSeries(lines)).toMatchObject([{ min: 0, max: 999_999, last: 999_999 }])
})

test('metrics are a table with a plot each', () => {
  const series = toSeries([metric('loss', 8, 1), metric('loss', 1, 2), metric('accuracy', 0.5, 1)])
  expect(metricsTable([{ name: 'sweep[0].fit', series }], (line) => line)).toEqual([
    'step          metric        last  min  max  points',
    'sweep[0].fit  loss      █▁     1    1    8       2',
    'sweep[0].fit  accuracy       0.5  0.5  0.5       1',
  ])
  expect(metricsTable([{ name: 'load', series: [] }], (line) => line)).toEqual([])
})
