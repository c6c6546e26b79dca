import { expect, test } from 'vitest'
import { createLookTimes } from './look-times.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

function bundleOf(path: string, given: Partial<TrackedBundle> = {}): TrackedBundle {
  const bundle = trackBundle({
    id: `${path}@1`,
    attempts: [{ path, attempt: 1 }],
    job: path,
    index: undefined,
    since: 0,
  })
  const pod = { uid: path, name: path, job: path, index: undefined, gone: false, pod: {} }
  return Object.assign(bundle, { before: { kind: 'running' }, pods: new Map([[path, pod]]) }, given)
}

test('bundles that run and give no hints are looked at every other second, the others every half minute', () => {
  const times = createLookTimes(0)
  const bundles = [
    bundleOf('mute'),
    bundleOf('heard', { heard: true }),
    bundleOf('over', { ended: true }),
    bundleOf('waits', { before: undefined }),
  ]
  const looks = Array.from({ length: 61 }, (_, second) => [second, times.due(bundles, second * 1_000)] as const)
  const secondsOf = (id: string) =>
    looks.flatMap(([second, due]) => (due.some((bundle) => bundle.id === id) ? [second] : []))
  expect(secondsOf('mute@1')).toEqual(Array.from({ length: 30 }, (_, index) => 2 * (index + 1)))
  expect([secondsOf('heard@1'), secondsOf('waits@1')]).toEqual([
    [30, 60],
    [30, 60],
  ])
  expect(secondsOf('over@1')).toEqual([])
})

test('looks that take long are far between, but never further than where hints come', () => {
  const times = createLookTimes(0)
  const mute = [bundleOf('mute')]
  const isDue = (now: number) => times.due(mute, now).length > 0
  times.took(100)
  expect([isDue(3_999), isDue(4_000)]).toEqual([false, true])
  times.took(10_000)
  expect([isDue(33_999), isDue(34_000)]).toEqual([false, true])
  times.took(1)
  expect([isDue(35_999), isDue(36_000)]).toEqual([false, true])
})
