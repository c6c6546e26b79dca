import { type Pipeline, pipeline } from '@regauge/core'
import { z } from 'zod'
import { add, count, double, give, total } from './numbers.ts'

export const linear: Pipeline = pipeline({
  name: 'linear',
  build({ run }) {
    const first = run(give, { value: 3 })
    const second = run(double, { value: first.value }, { name: 'second' })
    return run(double, { value: second.value }, { name: 'third' })
  },
})

export const diamond: Pipeline = pipeline({
  name: 'diamond',
  build({ run }) {
    const { value } = run(give, { value: 2 })
    const left = run(double, { value }, { name: 'left' })
    const right = run(add, { a: value, b: 1 }, { name: 'right' })
    return run(add, { a: left.value, b: right.value }, { name: 'join' })
  },
})

export const triangle: Pipeline = pipeline({
  name: 'triangle',
  build({ run }) {
    const { value } = run(give, { value: 3 })
    const side = run(double, { value })
    return run(add, { a: value, b: side.value })
  },
})

/** Two joins that are joined, and one of what they were made of once more. */
export const stagedJoin: Pipeline = pipeline({
  name: 'stagedJoin',
  build({ run }) {
    const [a, b, c, d] = [1, 2, 4, 8].map((value) => run(give, { value }, { name: `give-${value}` }).value)
    const left = run(add, { a: a!, b: b! }, { name: 'left' })
    const right = run(add, { a: c!, b: d! }, { name: 'right' })
    const both = run(add, { a: left.value, b: right.value }, { name: 'both' })
    return run(add, { a: both.value, b: d! }, { name: 'last' })
  },
})

export const nestedMap: Pipeline = pipeline({
  name: 'nestedMap',
  build({ run, map }) {
    const { items } = run(count, { count: 3 })
    const rows = map(
      items,
      (item) => {
        const row = run(count, { count: item })
        const cells = map(row.items, (cell) => run(add, { a: item, b: cell }), { name: 'cells' })
        return run(total, { values: cells.value })
      },
      { name: 'rows' },
    )
    return run(total, { values: rows.value })
  },
})

/** Doubles so many numbers, each in a step run of its own, and adds them up. */
export const wideMap: Pipeline = pipeline({
  name: 'wideMap',
  params: z.object({ size: z.number() }),
  build({ params, run, map }) {
    const { items } = run(count, { count: params.size })
    const wide = map(items, (value) => run(double, { value }), { name: 'wide' })
    return run(total, { values: wide.value })
  },
})

export const bundledMap: Pipeline = pipeline({
  name: 'bundledMap',
  build({ run, map }) {
    const { items } = run(count, { count: 50 })
    const wide = map(items, (value) => run(double, { value }), { name: 'wide', bundle: 10 })
    return run(total, { values: wide.value })
  },
})
