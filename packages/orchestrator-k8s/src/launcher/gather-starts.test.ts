import { expect, test } from 'vitest'
import { bundle, envelope } from '../objects/scope.fixture.ts'
import { gatherStarts } from './gather-starts.ts'

const item = (index: number) => bundle({ envelopes: [envelope({ items: [index], attempt: 1 })] })

/** A gathering whose Jobs are made at once, and the bundles of each. */
function open(isTogether: boolean) {
  const made: string[][] = []
  const starts = gatherStarts({
    isTogether,
    make(group) {
      made.push(group.map(({ bundle: { id } }) => id))
      for (const start of group) start.made.resolve()
    },
  })
  return { starts, made }
}

test.each([
  [true, [['sweep[0].fit@1', 'sweep[1].fit@1']]],
  [false, [['sweep[0].fit@1'], ['sweep[1].fit@1']]],
])('starts of one moment are made at once; together: %s', async (isTogether, expected) => {
  const { starts, made } = open(isTogether)
  await Promise.all([0, 1].map((index) => starts.add(item(index), undefined)))
  expect(made).toEqual(expected)
})

test('what is started after that is made for itself', async () => {
  const { starts, made } = open(true)
  await starts.add(item(0), undefined)
  await starts.add(item(1), undefined)
  expect(made).toEqual([['sweep[0].fit@1'], ['sweep[1].fit@1']])
})

test('what fails to be made fails to start', async () => {
  const cause = new Error('no')
  const starts = gatherStarts({ isTogether: true, make: (group) => group.forEach(({ made }) => made.reject(cause)) })
  await expect(Promise.all([0, 1].map((index) => starts.add(item(index), undefined)))).rejects.toBe(cause)
})

test('whoever waits when nothing is made any more is let go, and nothing is made', async () => {
  const { starts, made } = open(true)
  const adding = starts.add(item(0), undefined)
  starts.end()
  await adding
  expect(made).toEqual([])
})
