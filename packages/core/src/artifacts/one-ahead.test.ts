import { expect, test } from 'vitest'
import { gather } from '../util/gather.ts'
import { oneAhead } from './one-ahead.ts'

/** Counts up to `end`, notes what it makes, and then ends or fails. */
async function* count(end: number, { made, failure }: { made: unknown[]; failure?: Error }) {
  try {
    for (let number = 1; number <= end; number += 1) {
      made.push(number)
      yield await Promise.resolve(number)
    }
    if (failure !== undefined) throw failure
  } finally {
    made.push('closed')
  }
}

test('gives the same sequence, and makes the next element while the last one is used', async () => {
  const made: unknown[] = []
  const found: number[] = []
  for await (const number of oneAhead(count(3, { made }))) {
    found.push(number)
    expect(made).toContain(number < 3 ? number + 1 : 'closed')
  }
  expect(found).toEqual([1, 2, 3])
  expect(await gather(oneAhead(count(0, { made })))).toEqual([])
})

test('an error comes out after all that was made before it', async () => {
  const failure = new Error('no more')
  const elements = oneAhead(count(2, { made: [], failure }))
  expect(await elements.next()).toEqual({ done: false, value: 1 })
  expect(await elements.next()).toEqual({ done: false, value: 2 })
  await expect(elements.next()).rejects.toBe(failure)
})

test('whoever stops early closes the sequence, even where the element ahead has failed', async () => {
  for (const failure of [undefined, new Error('nobody sees it')]) {
    const made: unknown[] = []
    for await (const number of oneAhead(count(1, { made, ...(failure && { failure }) }))) if (number === 1) break
    expect(made).toEqual([1, 'closed'])
  }
})
