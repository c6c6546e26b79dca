import { expect, test } from 'vitest'
import { endedWith, RUNNING, startScriptedCluster } from './scripted-cluster.fixture.ts'

/** What the next driver adopts of one step, whose Job and pod are in this state. */
async function adopted(status: object, pod?: Parameters<typeof endedWith>[0] | 'running'): Promise<readonly string[]> {
  await using cluster = await startScriptedCluster()
  const first = await cluster.open()
  await first.launcher.start(cluster.bundle('fit'))
  await first[Symbol.asyncDispose]()
  const [job] = cluster.jobs()
  cluster.api.objects.patch('jobs', job!.metadata, status)
  if (pod === undefined) cluster.api.objects.remove('pods', cluster.pods()[0]!)
  else cluster.report(pod === 'running' ? RUNNING : endedWith(pod))
  await using next = await cluster.open({ epoch: 2 })
  return (await next.launcher.adopt()).map(({ id }) => id)
}

const condition = (type: string) => ({ status: { conditions: [{ type, status: 'True' }] } })
const DELETED = { metadata: { deletionTimestamp: '2026-11-21T18:25:18Z' } }

test.each([
  ['has no pod yet', {}, undefined],
  ['has a pod that runs', {}, 'running'],
  ['is past its deadline, as long as its pod is', condition('FailureTarget'), 'running'],
  ['is being deleted, as long as its pod is', DELETED, 'running'],
] as const)('a Job that %s is adopted', async (_, status, pod) => {
  expect(await adopted(status, pod)).toEqual(['fit@1'])
})

test.each([
  ['is complete', condition('Complete'), 0],
  ['has failed, and its pod is gone', condition('Failed'), undefined],
  ['has what it needs, and no pod any more', condition('SuccessCriteriaMet'), undefined],
  ['is past its deadline, and its pod is gone', condition('FailureTarget'), undefined],
  ['is being deleted, and its pod is gone', DELETED, undefined],
  ['has not noticed that its pod has ended', {}, 1],
] as const)('a Job that %s is not', async (_, status, pod) => {
  expect(await adopted(status, pod)).toEqual([])
})
