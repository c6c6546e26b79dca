import { describe, expect, test } from 'vitest'
import { openPromptedStack } from './prompted-stack.fixture.ts'

const ONE_INFRASTRUCTURE = { retry: { attempts: 1, infrastructure: 1 } } as const
const ONE_MORE = { retry: { attempts: 2, infrastructure: 0 } } as const

describe.concurrent('what a step does is charged to the user, on a real cluster', () => {
  test('row 1: a step that exits 1 is tried again from its own budget, and its last lines are shown', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    prompter.tell('works@1', 'exit')
    prompter.tell('works@2', 'exit')
    const { fates, attempts, view } = await opened.run({ policy: ONE_MORE })
    expect(fates).toEqual({ 'works@1': 'user', 'works@2': 'user' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'STEP_EXITED', log: ['begun', 'boom'] })
    expect(view.end).toMatchObject({ status: 'failed', failed: [{ path: 'works' }] })
  })

  test('row 2: a step that runs out of memory says so, with its limit, and gets more where its policy says so', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    prompter.tell('works@1', 'grow')
    prompter.tell('works@2', 'return')
    const { fates, attempts } = await opened.run({
      policy: { resources: { memory: '256Mi' }, retry: { ...ONE_MORE.retry, onOom: { memory: 2 } } },
    })
    expect(fates).toEqual({ 'works@1': 'oom', 'works@2': 'succeeded' })
    expect(attempts[0]!.failure).toMatchObject({
      code: 'STEP_OUT_OF_MEMORY',
      message: expect.stringContaining('256') as unknown,
    })
    const jobs = await opened.jobs()
    const limits = jobs.map(({ spec }) => spec?.template.spec?.containers[0]?.resources?.limits?.['memory'])
    expect(new Set(limits)).toEqual(new Set(['256Mi', '512Mi']))
  })

  test('row 3: a step that ends since a program of its own ran out of memory has run out of memory', async () => {
    await using opened = await openPromptedStack()
    opened.prompter.tell('works@1', 'grow elsewhere')
    opened.prompter.tell('works@2', 'return')
    const { fates, attempts } = await opened.run({ policy: { resources: { memory: '256Mi' }, ...ONE_MORE } })
    expect(fates).toEqual({ 'works@1': 'oom', 'works@2': 'succeeded' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'STEP_OUT_OF_MEMORY' })
  })

  test('row 23: a step that takes too long, and hears nothing, is ended by its runner and charged to itself', async () => {
    await using opened = await openPromptedStack()
    opened.prompter.tell('works@1', 'block')
    opened.prompter.tell('works@2', 'return')
    const { fates, attempts } = await opened.run({ policy: { timeout: '10s', grace: '200ms', ...ONE_MORE } })
    expect(fates).toEqual({ 'works@1': 'timeout', 'works@2': 'succeeded' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'STEP_TIMED_OUT' })
  })

  test('row 1: what the step does is not charged to the infrastructure', async () => {
    await using opened = await openPromptedStack()
    opened.prompter.tell('works@1', 'throw')
    const { fates } = await opened.run({ policy: ONE_INFRASTRUCTURE })
    expect(fates).toEqual({ 'works@1': 'user' })
  })
})
