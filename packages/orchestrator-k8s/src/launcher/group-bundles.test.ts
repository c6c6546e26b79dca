import { expect, test } from 'vitest'
import { bundle, envelope } from '../objects/scope.fixture.ts'
import { groupBundles } from './group-bundles.ts'

const item = (index: number, given: Parameters<typeof envelope>[0] = {}, more: Parameters<typeof bundle>[0] = {}) =>
  bundle({ ...more, envelopes: [envelope({ items: [index], attempt: 1, ...given })] })

const idsOf = (groups: ReturnType<typeof groupBundles>) => groups.map((group) => group.map(({ id }) => id))

test('bundles of one step that want the same place form a group, in their order', () => {
  const bundles = [item(2), item(0), item(1)]
  expect(groupBundles(bundles)).toEqual([bundles])
})

test.each<[what: string, given: Parameters<typeof envelope>[0], more: Parameters<typeof bundle>[0]]>([
  ['step', { node: 'sweep.score' }, {}],
  ['time limit', { timeoutMs: 1_000 }, {}],
  ['grace period', { graceMs: 1 }, {}],
  ['secrets', { secrets: ['hf.token'] }, {}],
  ['image', {}, { image: 'train:3' }],
  ['resources', {}, { resources: { cpu: 2, gpu: 0 } }],
  ['launcher', {}, { launcher: 'gpu' }],
])('what differs in its %s is in a group of its own', (_, given, more) => {
  const [first, other, last] = [item(0), item(1, given, more), item(2)]
  expect(idsOf(groupBundles([first, other, last]))).toEqual(idsOf([[first, last], [other]]))
})

test('the order in which a step names its secrets does not matter', () => {
  const bundles = [item(0, { secrets: ['a.b', 'c.d'] }), item(1, { secrets: ['c.d', 'a.b'] })]
  expect(groupBundles(bundles)).toEqual([bundles])
})

test('a group is never larger than a Job may be', () => {
  const bundles = Array.from({ length: 25_000 }, (_, index) => item(index))
  const groups = groupBundles(bundles)
  expect(groups.map(({ length }) => length)).toEqual([10_000, 10_000, 5_000])
  expect(groups.flat()).toEqual(bundles)
})
