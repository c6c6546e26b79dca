import { expect, test } from 'vitest'
import { openFaults } from './faults.fixture.ts'
import { openPromptedStack } from './prompted-stack.fixture.ts'
import { until } from './until.ts'

const POLICY = { retry: { attempts: 1, infrastructure: 1 } } as const

test('row 9: a node that has fallen silent is given up, and what its pod leaves afterwards does not count', async (context) => {
  await using faults = openFaults(context)
  await using opened = await openPromptedStack()
  const { prompter, stack } = opened
  const run = await opened.drive(await opened.submit({ policy: POLICY }))
  await prompter.began('works@1')
  // Before the kubelet has said that it runs, the pod counts as one that waits to be started, which may take longer.
  await until(async () => (await opened.pods()).some(({ status }) => status?.phase === 'Running'))
  await faults.kill('kubelet')
  await until(() => stack.store.stat(`runs/${run.id}/steps/works@1.outcome.json`))
  const givenUp = await opened.read(run.id)
  expect(givenUp.attempts[0]!.failure).toMatchObject({ class: 'infrastructure', code: 'KUBERNETES_NODE_SILENT' })
  // Its container runs on all the same, and ends well, as it believes.
  prompter.tell('works@1', 'return')
  prompter.tell('works@2', 'return')
  await faults.start('kubelet')
  expect(await run.result).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } })
  const { fates, attempts } = await opened.read(run.id)
  expect(fates).toEqual({ 'works@1': 'infrastructure', 'works@2': 'succeeded' })
  expect(attempts[0]).toEqual(givenUp.attempts[0])
  expect(prompter.begun).toEqual(['works@1', 'works@2'])
})
