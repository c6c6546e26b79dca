import { step } from '@regauge/core'
import { z } from 'zod'

const number = z.number()

/** Gives a number that it is given. */
export const give = step({
  name: 'give',
  inputs: { value: number },
  outputs: { value: number },
  run: ({ value }) => ({ value }),
})

export const double = step({
  name: 'double',
  inputs: { value: number },
  outputs: { value: number },
  run: ({ value }) => ({ value: value * 2 }),
})

/** Adds two numbers, the second of which may be absent. */
export const add = step({
  name: 'add',
  inputs: { a: number, b: number.optional() },
  outputs: { value: number },
  run: ({ a, b = 0 }) => ({ value: a + b }),
})

/** Gives the numbers from 0 up to a count. */
export const count = step({
  name: 'count',
  inputs: { count: number },
  outputs: { items: z.array(number) },
  run: ({ count }) => ({ items: Array.from({ length: count }, (_, item) => item) }),
})

/** Adds any number of numbers; absent ones count nothing. */
export const total = step({
  name: 'total',
  inputs: { values: z.array(number.nullish()) },
  outputs: { value: number },
  run: ({ values }) => ({ value: values.reduce<number>((sum, value) => sum + (value ?? 0), 0) }),
})
