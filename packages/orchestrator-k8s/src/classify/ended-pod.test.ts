import { describe, expect, test } from 'vitest'
import { classifyPod } from './classify-pod.ts'
import { disruption, pod, sight, terminated, waiting, type GivenPod } from './sight.fixture.ts'

/** What Kubernetes says of a pod that has ended, and what that comes to. */
const ENDED: readonly (readonly [name: string, given: GivenPod, failure: Readonly<Record<string, unknown>>])[] = [
  [
    'row 1: the step exits 1',
    { state: terminated(1, 'Error', 'boom\none\n') },
    { class: 'user', code: 'STEP_EXITED', log: ['boom', 'one'], message: expect.stringContaining('exit code 1') },
  ],
  [
    'row 2: the main process runs out of memory',
    { state: terminated(137, 'OOMKilled'), memory: '2Gi' },
    { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: 'The pod "fit-x7k2p" ran out of memory: its limit is 2Gi.' },
  ],
  [
    'row 2: memory runs out on a node, without a limit',
    { state: terminated(137, 'OOMKilled') },
    { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: expect.stringContaining('its node had no more to give') },
  ],
  [
    'row 3: a child runs out of memory, then the main process exits 1',
    { state: terminated(1, 'OOMKilled', 'Killed\n'), memory: '20Mi' },
    {
      class: 'oom',
      code: 'STEP_OUT_OF_MEMORY',
      log: ['Killed'],
      message: expect.stringMatching(/A process in .*20Mi/),
    },
  ],
  [
    'row 3: SIGKILL of unknown origin',
    { state: terminated(137, 'Error'), memory: '2Gi' },
    { class: 'infrastructure', code: 'STEP_KILLED', message: expect.stringMatching(/SIGKILL.*Perhaps.*2Gi/) },
  ],
  [
    'SIGTERM of unknown origin',
    { state: terminated(143, 'Error') },
    { class: 'infrastructure', code: 'STEP_KILLED', message: expect.stringContaining('SIGTERM') },
  ],
  [
    'a fault in machine code',
    { state: terminated(139, 'Error') },
    { class: 'user', code: 'STEP_CRASHED', message: expect.stringContaining('SIGSEGV') },
  ],
  [
    'a program that is not there',
    {
      state: terminated(
        128,
        'StartError',
        'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown',
      ),
    },
    { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message: expect.stringContaining('stat /nope') },
  ],
  [
    'the runner refuses its configuration',
    { state: terminated(64, 'Error', 'error[STEP_PROTOCOL_UNKNOWN]: another version') },
    { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', log: ['error[STEP_PROTOCOL_UNKNOWN]: another version'] },
  ],
  [
    'row 19: the runner cannot reach its store',
    { state: terminated(78, 'Error', 'error[STORE_UNREACHABLE]: no route') },
    { class: 'infrastructure', code: 'STEP_WORKER_FAILED', log: ['error[STORE_UNREACHABLE]: no route'] },
  ],
  [
    'the runner says why in its last words',
    {
      state: terminated(
        78,
        'Error',
        '{"regauge":1,"class":"infrastructure","code":"STORE_FULL","message":"The store is full."}',
      ),
    },
    { class: 'infrastructure', code: 'STORE_FULL', message: 'The store is full.' },
  ],
  [
    'row 8: an eviction through the API',
    {
      state: terminated(143, 'Error'),
      conditions: disruption('EvictionByEvictionAPI', 'Eviction API: evicting'),
      deleted: 5,
    },
    {
      class: 'infrastructure',
      code: 'KUBERNETES_POD_DISRUPTED',
      message: 'The pod "fit-x7k2p" was evicted: Eviction API: evicting',
    },
  ],
  [
    'row 8: preemption by the scheduler',
    {
      state: terminated(137, 'Error'),
      conditions: disruption(
        'PreemptionByScheduler',
        'default-scheduler: preempting to accommodate a higher priority pod',
      ),
    },
    {
      class: 'infrastructure',
      code: 'KUBERNETES_POD_DISRUPTED',
      message: expect.stringContaining('higher priority pod'),
    },
  ],
  [
    'row 8: a taint',
    {
      state: terminated(143, 'Error'),
      conditions: disruption('DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint'),
    },
    { class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED', message: expect.stringContaining('taint') },
  ],
  [
    'row 8: a pod of a node that is gone',
    { conditions: disruption('DeletionByPodGC', 'PodGC: node no longer exists'), phase: 'Failed' },
    { class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED', message: expect.stringContaining('node is gone') },
  ],
  [
    'row 8: memory pressure on a node',
    {
      state: terminated(137, 'Error'),
      reason: 'Evicted',
      message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. ',
      conditions: disruption('TerminationByKubelet', 'The node was low on resource: memory.'),
    },
    { class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED', message: expect.stringContaining('low on resource') },
  ],
  [
    'a volume that is written to beyond its limit',
    {
      state: terminated(
        137,
        'Error',
        'Error on reading termination message from logs: failed to try resolving symlinks',
      ),
      reason: 'Evicted',
      message: 'Usage of EmptyDir volume "regauge-work" exceeds the limit "5Mi". ',
    },
    { class: 'user', code: 'KUBERNETES_POD_DISK_FULL', message: expect.stringContaining('"regauge-work" exceeds') },
  ],
  [
    'a container that writes more to the disk than it may',
    {
      reason: 'Evicted',
      message: 'Container step exceeded its local ephemeral storage limit "1Gi". ',
      state: terminated(137, 'Error'),
    },
    { class: 'user', code: 'KUBERNETES_POD_DISK_FULL', message: expect.stringContaining('1Gi') },
  ],
  [
    'row 8: a node that shuts down',
    {
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
      state: terminated(143, 'Error'),
    },
    {
      class: 'infrastructure',
      code: 'KUBERNETES_POD_DISRUPTED',
      message: expect.stringContaining('imminent node shutdown'),
    },
  ],
  ...['NodeAffinity', 'UnexpectedAdmissionError', 'Preempting', 'NodeShutdown', 'OutOfcpu', 'OutOfnvidia.com/gpu'].map(
    (reason) =>
      [
        `a node that refuses the pod: ${reason}`,
        { reason, message: 'Pod was rejected' },
        { class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED', message: expect.stringContaining('rejected') },
      ] as const,
  ),
  [
    'row 23: the backstop of the timeout',
    {
      state: terminated(137, 'Error'),
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    },
    { class: 'timeout', code: 'STEP_TIMED_OUT', message: expect.stringContaining('deadline') },
  ],
  [
    'row 10: somebody deletes the pod',
    { state: terminated(137, 'Error'), deleted: 5 },
    { class: 'infrastructure', code: 'KUBERNETES_POD_DELETED', message: expect.stringContaining('not by Regauge') },
  ],
  [
    'a container whose node was started anew',
    {
      state: terminated(
        137,
        'ContainerStatusUnknown',
        'The container could not be located when the pod was terminated',
      ),
    },
    { class: 'lost', code: 'STEP_LOST', message: expect.stringContaining('lost sight') },
  ],
  [
    'the copy of the runner fails',
    { init: terminated(1, 'Error', 'Error: ENOSPC: no space left on device'), state: waiting('PodInitializing') },
    {
      class: 'infrastructure',
      code: 'STEP_EXITED',
      log: ['Error: ENOSPC: no space left on device'],
      message: expect.stringContaining('init container "regauge-runner"'),
    },
  ],
]

describe('a pod that has ended', () => {
  test.each(ENDED)('%s', (_, given, failure) => {
    const verdict = classifyPod(sight({ phase: 'Failed', ...given }))
    expect(verdict).toMatchObject({ kind: 'failed', remains: 'nothing', failure })
  })

  test('has completed where its main process ended well, also if a child ran out of memory', () => {
    expect(classifyPod(sight({ phase: 'Succeeded', state: terminated(0, 'OOMKilled') }))).toEqual({ kind: 'completed' })
    // The kubelet says so a second before the phase does.
    expect(classifyPod(sight({ state: terminated(0, 'Completed') }))).toEqual({ kind: 'completed' })
  })

  test('had ended by itself where only its remains are deleted', () => {
    for (const state of [terminated(1, 'Error'), terminated(137, 'OOMKilled')]) {
      const verdict = classifyPod(sight({ phase: 'Failed', state, deleted: 5 }))
      expect(verdict).toMatchObject({ failure: { code: expect.not.stringContaining('DELETED') as unknown } })
    }
  })

  test('row 12: is fenced where its runner found another owner of the attempt', () => {
    expect(classifyPod(sight({ phase: 'Failed', state: terminated(75, 'Error') }))).toEqual({ kind: 'fenced' })
  })

  test('is given time to say why', () => {
    const early = sight({ state: terminated(137, 'Error') })
    const first = classifyPod(early)
    expect(first).toMatchObject({ kind: 'waiting', cause: 'settling', until: early.now + 5_000, warn: false })
    const late = { ...early, now: early.now + 5_000, before: first }
    expect(classifyPod(late)).toMatchObject({ kind: 'failed', failure: { code: 'STEP_KILLED' } })
    const evicted = pod({
      state: terminated(137, 'Error'),
      phase: 'Failed',
      reason: 'Evicted',
      message: 'low on resource',
    })
    expect(classifyPod({ ...late, pod: evicted })).toMatchObject({ failure: { code: 'KUBERNETES_POD_DISRUPTED' } })
  })

  test('is lost where nothing ever tells why', () => {
    const early = sight({ phase: 'Failed', message: 'Pod failed' })
    const verdict = classifyPod({ ...early, now: early.now + 5_000, before: classifyPod(early) })
    expect(verdict).toMatchObject({ kind: 'failed', failure: { class: 'lost', code: 'STEP_LOST' } })
  })
})
