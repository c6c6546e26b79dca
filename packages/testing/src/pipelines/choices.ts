import { eq, gte, type Pipeline, pipeline } from '@regauge/core'
import { z } from 'zod'
import { add, count, double, give, total } from './numbers.ts'

/** An arm that runs for 1, and an ordinary step behind it that also runs without it. */
export const arm: Pipeline = pipeline({
  name: 'arm',
  params: z.object({ value: z.number() }),
  build({ params, run, when }) {
    const { value } = run(give, { value: params.value })
    const live = when(eq(value, 1), () => run(double, { value }), { name: 'live' })
    return run(add, { a: value, b: live.value })
  },
})

/** One of two arms, joined with an ordinary step. */
export const arms: Pipeline = pipeline({
  name: 'arms',
  params: z.object({ value: z.number() }),
  build({ params, run, when }) {
    const { value } = run(give, { value: params.value })
    const beside = run(give, { value: 100 }, { name: 'beside' })
    const chosen = when(
      eq(value, 1),
      () => run(double, { value }),
      () => run(add, { a: value, b: 10 }),
      { name: 'chosen' },
    )
    return run(add, { a: beside.value, b: chosen.value }, { name: 'join' })
  },
})

/** An arm of each item of a map. */
export const armsInMap: Pipeline = pipeline({
  name: 'armsInMap',
  build({ run, map, when }) {
    const { items } = run(count, { count: 4 })
    const each = map(items, (item) => when(gte(item, 2), () => run(double, { value: item }), { name: 'large' }), {
      name: 'each',
    })
    return run(total, { values: each.value })
  },
})
