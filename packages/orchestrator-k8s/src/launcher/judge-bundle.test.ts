import { expect, test } from 'vitest'
import { DEADLINES, type GivenPod, jobSight, pod, START, terminated, waiting } from '../classify/sight.fixture.ts'
import { judgeBundle, type Circumstances } from './judge-bundle.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

const RUNS: GivenPod = { state: { running: { startedAt: '2026-11-21T18:25:18Z' } } }
const ended = (code: number): GivenPod => ({
  phase: code === 0 ? 'Succeeded' : 'Failed',
  state: terminated(code, code === 0 ? 'Completed' : 'Error'),
})
/** Another pod has the claim. */
const FENCED = ended(75)

const circumstances = (given: Partial<Circumstances> = {}): Circumstances => ({
  now: START + 60_000,
  deadlines: DEADLINES,
  events: new Map(),
  job: undefined,
  ...given,
})

/** A bundle whose pods are as given, those that are `gone` no longer in the cluster. */
function bundleOf(...pods: readonly (GivenPod & { readonly gone?: boolean })[]): TrackedBundle {
  const bundle = trackBundle({
    id: 'fit@1',
    attempts: [{ path: 'fit', attempt: 1 }],
    job: 'rg-fit',
    index: undefined,
    since: START,
  })
  for (const [index, { gone = false, ...given }] of pods.entries()) {
    const uid = String(index)
    bundle.pods.set(uid, { uid, name: `rg-fit-${uid}`, job: 'rg-fit', index: undefined, gone, pod: pod(given) })
  }
  return bundle
}

const over = (code: string, remove = false): unknown => ({
  kind: 'over',
  failure: expect.objectContaining({ code }) as unknown,
  remove,
})

test.each([
  ['the one that runs', [FENCED, RUNS], { kind: 'alive', running: true }],
  ['the one that had the claim', [FENCED, ended(1)], over('STEP_EXITED')],
  ['the one that is there', [{ ...ended(0), gone: true }, ended(1)], over('STEP_EXITED')],
  ['the last one, where none is there', [{ ...RUNS, gone: true }], over('KUBERNETES_POD_DELETED')],
] as const)('of several pods it is judged by %s', (_, pods, verdict) => {
  expect(judgeBundle(bundleOf(...pods), circumstances())).toEqual(verdict)
})

test('a pod that all others have fenced leaves no failure', () => {
  expect(judgeBundle(bundleOf(FENCED), circumstances())).toEqual({ kind: 'over', failure: undefined, remove: false })
})

test('a pod that is given up before it began is taken away', () => {
  const bundle = bundleOf({ phase: 'Pending', state: waiting('InvalidImageName', 'Wrong:::Name') })
  expect(judgeBundle(bundle, circumstances())).toEqual(over('KUBERNETES_IMAGE_UNAVAILABLE', true))
})

test('since when it waits is remembered from one look to the next', () => {
  const bundle = bundleOf({ phase: 'Pending', state: waiting('ErrImagePull', 'reset') })
  const waits: unknown = expect.objectContaining({ cause: 'image', since: START + 60_000 })
  const alive = { kind: 'alive', running: false, waits }
  expect(judgeBundle(bundle, circumstances())).toEqual(alive)
  expect(judgeBundle(bundle, circumstances({ now: START + 90_000 }))).toEqual(alive)
})

test('without pods it is judged by its Job, once somebody has looked for that', () => {
  const { job } = jobSight({})
  expect(judgeBundle(bundleOf(), circumstances())).toEqual({ kind: 'alive', running: false })
  expect(judgeBundle(bundleOf(), circumstances({ job: 'gone' }))).toEqual(over('KUBERNETES_POD_DELETED'))
  expect(judgeBundle(bundleOf(), circumstances({ job, now: START + 1_000 }))).toMatchObject({ waits: { cause: 'pod' } })
  expect(judgeBundle(bundleOf(), circumstances({ job }))).toEqual(over('KUBERNETES_POD_NOT_STARTED', true))
})
