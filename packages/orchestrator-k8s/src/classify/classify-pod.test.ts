import type { CoreV1Event } from '@kubernetes/client-node'
import { describe, expect, test } from 'vitest'
import type { Wire } from '../api/wire.ts'
import { classifyPod, goneFailure } from './classify-pod.ts'
import { DEADLINES, disruption, event, pod, SCHEDULED, sight, START, waiting, type GivenPod } from './sight.fixture.ts'
import type { Verdict } from './verdict.ts'

const CREATING = waiting('ContainerCreating')

const UNSCHEDULABLE =
  '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'

type Hopeless = readonly [name: string, given: GivenPod, words: string, events: readonly Wire<CoreV1Event>[]]

/** What will never become better. */
const HOPELESS: readonly Hopeless[] = [
  [
    'row 4: the name of an image that is none',
    {
      state: waiting('InvalidImageName', 'Failed to apply default image tag "Bad:::Name": couldn\'t parse image name'),
    },
    'registry.example.com/train:3',
    [],
  ],
  [
    'row 4: the name of an image that is none, which events tell first',
    { state: CREATING },
    'invalid reference format',
    [event('InspectFailed', 'Failed to apply default image tag "Bad:::Name": invalid reference format')],
  ],
  [
    'row 4: an image that is not there and may not be pulled',
    { state: waiting('ErrImageNeverPull', 'Container image "train:3" is not present with pull policy of Never') },
    'pull policy of Never',
    [],
  ],
  [
    'row 5: a missing secret',
    { state: waiting('CreateContainerConfigError', 'secret "hf" not found') },
    'secret "hf" not found',
    [],
  ],
  [
    'row 5: a missing key of a secret',
    { state: waiting('CreateContainerConfigError', "couldn't find key token in Secret ml/hf") },
    "couldn't find key token in Secret ml/hf",
    [],
  ],
  [
    'row 5: an image that would run as root',
    { state: waiting('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root') },
    'image will run as root',
    [],
  ],
  [
    'row 5: a missing secret of a volume, which only events tell',
    { state: CREATING },
    'secret "absent" not found',
    [event('FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "absent" not found')],
  ],
  [
    'row 5: a missing claim',
    {
      node: undefined,
      conditions: [
        [
          'PodScheduled',
          'False',
          'Unschedulable',
          '0/1 nodes are available: persistentvolumeclaim "absent" not found.',
        ],
      ],
    },
    'persistentvolumeclaim "absent" not found',
    [],
  ],
  [
    "row 4: the runner's image in the init container",
    { init: waiting('InvalidImageName', 'invalid reference format'), state: waiting('PodInitializing') },
    'registry.example.com/runner:1',
    [],
  ],
]

describe('a pod that waits', () => {
  test.each(HOPELESS)('fails at once: %s', (_, given, words, events) => {
    expect(classifyPod(sight(given, 1, { events }))).toMatchObject({
      kind: 'failed',
      remains: 'idle',
      failure: { class: 'config', message: expect.stringContaining(words) },
    })
  })

  test.each(['ErrImagePull', 'ImagePullBackOff'])('row 4: fails to pull its image within a window: %s', (reason) => {
    const given = { phase: 'Pending', state: waiting(reason, 'Back-off pulling image "train:3": connection refused') }
    const code = 'KUBERNETES_IMAGE_UNAVAILABLE'
    const words: unknown = expect.stringContaining('connection refused')
    const [first, warned] = laterOn(given, DEADLINES.warning)
    expect(first).toMatchObject({ cause: 'image', warn: false, code, reason: words })
    expect(warned).toMatchObject({ cause: 'image', warn: true, code, reason: words })
    const [, verdict] = laterOn(given, DEADLINES.pull)
    expect(verdict).toMatchObject({
      kind: 'failed',
      remains: 'idle',
      failure: { class: 'config', code, message: expect.stringContaining('5m 00s') },
    })
  })

  test.each(['CreateContainerError', 'RunContainerError'])(
    'row 5: has a container that cannot be made, which may yet pass: %s',
    (reason) => {
      const words = 'failed to create containerd container: context deadline exceeded'
      const given = { phase: 'Pending', state: waiting(reason, words) }
      const code = 'KUBERNETES_POD_MISCONFIGURED'
      const reported: unknown = expect.stringContaining(`${reason}: ${words}`)
      const [first, verdict] = laterOn(given, DEADLINES.pull)
      expect(first).toMatchObject({ kind: 'waiting', cause: 'image', warn: false, code, reason: reported })
      expect(verdict).toMatchObject({
        kind: 'failed',
        remains: 'idle',
        failure: { class: 'config', code, message: reported },
      })
    },
  )

  test('counts the window of a pull from its first failure, however long the pull took before', () => {
    const failing = sight({ phase: 'Pending', state: waiting('ErrImagePull', 'reset') }, 20 * 60)
    const before = classifyPod(sight({ phase: 'Pending', state: CREATING }, 20 * 60 - 1))
    expect(classifyPod({ ...failing, before })).toMatchObject({ kind: 'waiting', cause: 'image', since: failing.now })
  })

  test('is not blamed for a kubelet that was late', () => {
    const message = 'failed to sync secret cache: timed out waiting for the condition'
    const verdict = classifyPod(sight({ phase: 'Pending', state: waiting('CreateContainerConfigError', message) }))
    expect(verdict).toMatchObject({ kind: 'waiting', cause: 'start' })
  })

  test('row 7: is warned of while no node takes it, then given up', () => {
    const given: GivenPod = {
      phase: 'Pending',
      node: undefined,
      conditions: [['PodScheduled', 'False', 'Unschedulable', UNSCHEDULABLE]],
    }
    expect(classifyPod(sight(given, 59))).toMatchObject({
      cause: 'node',
      reason: UNSCHEDULABLE,
      warn: false,
      since: START,
      until: START + 60_000,
    })
    expect(classifyPod(sight(given, 60))).toMatchObject({
      cause: 'node',
      warn: true,
      until: START + 1_800_000,
      code: 'KUBERNETES_POD_UNSCHEDULABLE',
    })
    expect(classifyPod(sight(given, 1_800))).toMatchObject({
      kind: 'failed',
      remains: 'idle',
      failure: {
        class: 'config',
        code: 'KUBERNETES_POD_UNSCHEDULABLE',
        message: expect.stringMatching(/after 30m 00s: 0\/1 nodes are available/),
      },
    })
  })

  test('may wait behind a gate for ever', () => {
    const conditions = [
      ['PodScheduled', 'False', 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates'],
    ] as const
    const verdict = classifyPod(sight({ phase: 'Pending', node: undefined, conditions }, 1e6))
    expect(verdict).toMatchObject({ kind: 'waiting', cause: 'queue', warn: false })
    expect(verdict).not.toHaveProperty('until')
  })

  test('says what its node does', () => {
    const given = { phase: 'Pending', state: CREATING }
    const pulling = [event('Pulling', 'Pulling image "train:3"', 1, 'Normal')]
    expect(classifyPod(sight(given, 2, { events: pulling }))).toMatchObject({
      cause: 'start',
      reason: 'an image is being pulled',
      warn: false,
    })
    const of = (fieldPath: string) => ({ involvedObject: { fieldPath } })
    const other = { ...event('Pulled', 'Container image "runner:1" already present', 1, 'Normal'), ...of('init') }
    const own = { ...pulling[0]!, ...of('step') }
    expect(classifyPod(sight(given, 2, { events: [other, own] }))).toMatchObject({ reason: 'an image is being pulled' })
    const sandbox = [...pulling, event('FailedCreatePodSandBox', 'network plugin is not ready', 3)]
    expect(classifyPod(sight(given, 61, { events: sandbox }))).toMatchObject({
      cause: 'start',
      reason: 'FailedCreatePodSandBox: network plugin is not ready',
      warn: true,
    })
    expect(classifyPod(sight(given, 1_800, { events: sandbox }))).toMatchObject({
      kind: 'failed',
      failure: { class: 'infrastructure', code: 'KUBERNETES_POD_NOT_STARTED' },
    })
  })
})

describe('a pod that runs', () => {
  const running = { running: { startedAt: undefined! } }
  const ready = (reason?: string): GivenPod => ({
    state: running,
    conditions: [SCHEDULED, ['ContainersReady', 'True'], ['Ready', 'False', reason, undefined, 100]],
  })

  test('runs', () => {
    expect(classifyPod(sight({ state: running }))).toEqual({ kind: 'running' })
  })

  test('row 9: is given up, and may go on, when its node has been silent for too long', () => {
    expect(classifyPod(sight(ready(), 110))).toMatchObject({ kind: 'waiting', cause: 'silence', warn: false })
    expect(classifyPod(sight(ready(), 130))).toMatchObject({
      kind: 'waiting',
      cause: 'silence',
      since: START + 100_000,
      until: START + 160_000,
      warn: true,
    })
    expect(classifyPod(sight(ready(), 160))).toMatchObject({
      kind: 'failed',
      remains: 'unknown',
      failure: {
        class: 'infrastructure',
        code: 'KUBERNETES_NODE_SILENT',
        message: expect.stringContaining('"node-1"'),
      },
    })
    expect(classifyPod(sight(ready('ReadinessGatesNotReady'), 160))).toEqual({ kind: 'running' })
  })

  test('row 9: is given up when it is still there after its grace period', () => {
    const given = { state: running, deleted: 30 }
    expect(classifyPod(sight(given, 20))).toMatchObject({
      kind: 'waiting',
      cause: 'deletion',
      until: START + 60_000,
      warn: false,
    })
    expect(classifyPod(sight(given, 90))).toMatchObject({
      kind: 'failed',
      remains: 'unknown',
      failure: { code: 'KUBERNETES_NODE_SILENT' },
    })
  })
})

test('a pod whose object is gone was deleted, unless it was last seen being disrupted', () => {
  expect(goneFailure(pod({}))).toMatchObject({ class: 'infrastructure', code: 'KUBERNETES_POD_DELETED' })
  const evicted = pod({ conditions: disruption('EvictionByEvictionAPI', 'Eviction API: evicting') })
  expect(goneFailure(evicted)).toMatchObject({ class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED' })
})

/** The verdict when it is first looked at, and when it has stayed so for a time. */
function laterOn(given: GivenPod, ms: number): readonly [Verdict, Verdict] {
  const first = sight(given)
  const before = classifyPod(first)
  return [before, classifyPod({ ...first, now: first.now + ms, before })]
}
