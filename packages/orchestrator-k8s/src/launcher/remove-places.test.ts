import { expect, test } from 'vitest'
import { placesOf } from './remove-places.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

/** A bundle in a Job with a pod. */
function bundleOf(job: string, index: number | undefined, given: Partial<TrackedBundle> = {}): TrackedBundle {
  const path = index === undefined ? job : `${job}[${index}]`
  const uid = `${path}-pod`
  const pod = { uid, name: uid, job, index, gone: false, pod: {} }
  const tracked = trackBundle({ id: `${path}@1`, attempts: [{ path, attempt: 1 }], job, index, since: 0 })
  return Object.assign(tracked, { pods: new Map([[uid, pod]]) }, given)
}

test('a bundle that is alone goes with its Job', () => {
  const fit = bundleOf('fit', undefined, { stopping: true })
  expect(placesOf([fit], [fit, bundleOf('score', undefined)])).toEqual({ jobs: ['fit'], pods: [] })
})

test('of a Job of which other bundles are wanted the pod goes, unless it has gone', () => {
  const [first, second] = [bundleOf('sweep', 0, { stopping: true }), bundleOf('sweep', 1)]
  expect(placesOf([first], [first, second])).toEqual({ jobs: [], pods: ['sweep[0]-pod'] })
  const gone = new Map([...first.pods].map(([uid, pod]) => [uid, { ...pod, gone: true }]))
  expect(placesOf([{ ...first, pods: gone }], [first, second])).toEqual({ jobs: [], pods: [] })
})

test('a Job goes once, with the last bundle that is wanted of it', () => {
  const all = [0, 1, 2].map((index) => bundleOf('sweep', index, { stopping: true }))
  expect(placesOf(all, all)).toEqual({ jobs: ['sweep'], pods: [] })
  expect(placesOf([all[2]!], all)).toEqual({ jobs: ['sweep'], pods: [] })
})
