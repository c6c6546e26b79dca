import type { V1Pod } from '@kubernetes/client-node'
import { describe, expect, inject, test } from 'vitest'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { deleteJobs, deletePod, evict } from './delete-places.fixture.ts'
import { expel, preempt } from './displace-pods.fixture.ts'
import { ask } from './kube.fixture.ts'
import { openPromptedStack, type PromptedStack } from './prompted-stack.fixture.ts'
import { until } from './until.ts'

/** One start for the step itself, and one for what is not its fault. */
const POLICY = { retry: { attempts: 1, infrastructure: 1 } } as const
const said = (words: string): unknown => expect.stringContaining(words)

/** The pod that runs. */
function runningPod(opened: PromptedStack): Promise<Wire<V1Pod>> {
  return until(async () => (await opened.pods()).find(({ status }) => status?.phase === 'Running'))
}

// One after the other, since a taint is for all pods of a node.
describe('pods that are taken away are not charged to the user, on a real cluster', () => {
  test.for([
    ['evicted', evict],
    ['preempted', preempt],
    ['on a node that gets a taint', expel],
  ] as const)(
    'row 8: a pod that is %s is followed by another attempt, and never by two at once',
    async ([, takeAway], { skip }) => {
      if (takeAway === expel && !inject('cluster').own) skip('Nodes elsewhere are not ours to taint.')
      await using opened = await openPromptedStack()
      const { prompter } = opened
      const { id, result } = await opened.drive(await opened.submit({ policy: POLICY }))
      await prompter.began('works@1')
      prompter.tell('works@2', 'return')
      await takeAway(opened.namespace, await runningPod(opened))
      await result
      const { fates, attempts, log } = await opened.read(id)
      expect(fates).toEqual({ 'works@1': 'infrastructure', 'works@2': 'succeeded' })
      expect(attempts[0]!.failure).toMatchObject({ code: 'STEP_INTERRUPTED', message: said('taken away') })
      // What was written before it was told to end has been kept.
      expect(log).toEqual(['begun', 'begun'])
      expect(prompter.begun).toEqual(['works@1', 'works@2'])
      expect(attempts[1]!.startedAt! >= attempts[0]!.endedAt!).toBe(true)
    },
  )
})

describe.concurrent('pods that vanish are not charged to the user, on a real cluster', () => {
  test('row 10: pods that are deleted by hand, again and again, fail the run in the end, which says what became of them', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    const { id, result } = await opened.drive(await opened.submit({ policy: { retry: { infrastructure: 2 } } }))
    for (const attempt of ['works@1', 'works@2', 'works@3']) {
      await prompter.began(attempt)
      await deletePod(opened.namespace, await runningPod(opened))
    }
    await result
    const { fates, view, attempts } = await opened.read(id)
    const infrastructure = 'infrastructure'
    expect(fates).toEqual({ 'works@1': infrastructure, 'works@2': infrastructure, 'works@3': infrastructure })
    expect(view.end).toMatchObject({ status: 'failed' })
    const message = said('outside of Regauge keeps deleting the pods of "works": 3')
    expect(view.end!.warnings).toEqual([{ code: 'KUBERNETES_POD_DELETED', message, count: 1 }])
    // Its runner was told to end, and said so before it was gone.
    expect(attempts[2]!.failure).toMatchObject({ code: 'STEP_INTERRUPTED', message: said('taken away') })
  })

  test('row 11: a Job that is deleted by hand is an infrastructure failure where no outcome stands', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    const { id, result } = await opened.drive(await opened.submit({ policy: POLICY }))
    await prompter.began('works@1')
    prompter.tell('works@2', 'return')
    await deleteJobs(opened.namespace)
    await result
    expect((await opened.read(id)).fates).toEqual({ 'works@1': 'infrastructure', 'works@2': 'succeeded' })
  })

  test('row 11: a Job that has expired before its driver came back has succeeded where its outcome says so', async () => {
    await using opened = await openPromptedStack({ config: { ttl: '1s' } })
    const { prompter, stack } = opened
    const submitted = await opened.submit({ policy: POLICY })
    const leaving = new AbortController()
    const first = await opened.drive(submitted, { leave: leaving.signal })
    await prompter.began('works@1')
    leaving.abort()
    expect(await first.result).toEqual({ kind: 'left' })
    prompter.tell('works@1', 'return')
    await until(() => stack.store.stat(`runs/${first.id}/steps/works@1.outcome.json`))
    await until(async () => (await opened.jobs()).length === 0 && (await opened.pods()).length === 0)
    await (
      await opened.drive(submitted)
    ).result
    expect((await opened.read(first.id)).fates).toEqual({ 'works@1': 'succeeded' })
    expect(prompter.begun).toEqual(['works@1'])
  })

  test('row 12: of two pods for one Job the second ends with 75, and the step is started once', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    const { id, result } = await opened.drive(await opened.submit({ policy: POLICY }))
    await prompter.began('works@1')
    const { metadata, spec } = await runningPod(opened)
    const { nodeName: _taken, ...template } = spec!
    const labels = Object.entries(metadata!.labels!).filter(([name]) => !name.endsWith('controller-uid'))
    await ask('POST', opened.path('pods'), {
      metadata: { name: 'second', labels: Object.fromEntries(labels), annotations: metadata!.annotations },
      spec: template,
    })
    const ended = await until(async () => {
      const pod = (await opened.pods()).find((each) => each.metadata!.name === 'second')
      return pod?.status?.containerStatuses?.[0]?.state?.terminated
    })
    expect(ended).toMatchObject({ exitCode: 75 })
    prompter.tell('works@1', 'return')
    await result
    expect((await opened.read(id)).fates).toEqual({ 'works@1': 'succeeded' })
    expect(prompter.begun).toEqual(['works@1'])
  })

  test('row 21: a step that has succeeded stays so when its pod is killed, and nothing that was written is lost', async () => {
    await using opened = await openPromptedStack()
    const { prompter, stack } = opened
    const { id, result } = await opened.drive(await opened.submit({ pipeline: 'together', policy: POLICY }))
    // After that its pod works at the second item, for as long as nobody tells it to end.
    prompter.tell('each[0].works@1', 'return')
    await prompter.began('each[1].works@1')
    await until(() => stack.store.stat(`runs/${id}/steps/each[0].works@1.outcome.json`))
    await until(async () => (await opened.read(id)).log.length === 2)
    prompter.tell('each[1].works@2', 'return')
    const { metadata, status } = await deletePod(opened.namespace, await runningPod(opened))
    expect({ phase: status?.phase, grace: metadata?.deletionGracePeriodSeconds }).toEqual({
      phase: 'Running',
      grace: 0,
    })
    await result
    const { fates, log } = await opened.read(id)
    const succeeded = 'succeeded'
    expect(fates).toEqual({
      'each[0].works@1': succeeded,
      'each[1].works@1': 'infrastructure',
      'each[1].works@2': succeeded,
    })
    expect(prompter.begun).toEqual(Object.keys(fates))
    expect(log).toEqual(['begun', 'begun', 'begun'])
  })
})
