import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const Count = z.number().int()
const next = step({
  name: 'next',
  inputs: { count: Count },
  outputs: { count: Count },
  run: ({ count }) => ({ count: count + 1 }),
})
const nothing = step({ name: 'nothing', inputs: { item: Count }, outputs: {}, run: () => ({}) })

/** Steps one after the other, each handing an integer on. */
export const chain = pipeline({
  name: 'chain',
  build({ run }) {
    let { count } = run(next, { count: 0 }, { name: 'next-1' })
    for (let position = 2; position <= 20; position += 1)
      ({ count } = run(next, { count }, { name: `next-${position}` }))
    return { count }
  },
})

/** One map whose items do nothing. */
export const wide = pipeline({
  name: 'wide',
  params: z.object({ items: z.array(Count) }),
  build({ params, run, map }) {
    map(params.items, (item) => run(nothing, { item }))
    return {}
  },
})

/** The same in bundles of 50. */
export const bundled = pipeline({
  name: 'bundled',
  params: z.object({ items: z.array(Count) }),
  build({ params, run, map }) {
    map(params.items, (item) => run(nothing, { item }), { bundle: 50 })
    return {}
  },
})
