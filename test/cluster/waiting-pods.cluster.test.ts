import { describe, expect, test } from 'vitest'
import { ask } from './kube.fixture.ts'
import { openPromptedStack, type PromptedRun } from './prompted-stack.fixture.ts'
import { TENTH } from './stack.fixture.ts'
import { until } from './until.ts'

const said = (words: string | RegExp): unknown => expect.stringMatching(words)

/** Resolves when a step was shown to wait for a reason like this. */
const untilShown = ({ statuses }: Pick<PromptedRun, 'statuses'>, words: RegExp) =>
  until(async () => statuses.some(({ live }) => live.some(({ pending }) => words.test(pending ?? ''))))

describe.concurrent('what keeps a pod from starting is said, on a real cluster', () => {
  test.each([
    ['an image that is nowhere, within the window of pulls', 'absentImage', 'localhost/regauge-absent:1'],
    ['the name of an image that is none, at once', 'wrongImage', 'Wrong:::Name'],
  ])('row 4: fails for %s, while the other branch goes on', async (_, pipeline, image) => {
    await using opened = await openPromptedStack({ config: { deadlines: { ...TENTH, pull: '2s' } } })
    const { fates, attempts, view } = await opened.run({ pipeline, failMode: 'continue' })
    expect(fates).toEqual({ 'works@1': 'config', 'other@1': 'succeeded' })
    const { failure } = attempts.find(({ path }) => path === 'works')!
    expect(failure).toMatchObject({ code: 'KUBERNETES_IMAGE_UNAVAILABLE', message: said(image) })
    expect(view.end).toMatchObject({ status: 'failed', steps: { succeeded: 1, failed: 1 } })
    await until(async () => !(await opened.jobs()).some(({ metadata }) => metadata?.name?.includes('works')))
  })

  test('row 5: a secret that is nowhere fails the step at once, by its name', async () => {
    await using opened = await openPromptedStack()
    const { fates, attempts } = await opened.run({ pipeline: 'lacksSecret' })
    expect(fates).toEqual({ 'works@1': 'config' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'KUBERNETES_POD_MISCONFIGURED', message: said('"absent"') })
  })

  test('row 5: a ConfigMap that is nowhere fails the step at once, by its name', async () => {
    const container = { name: 'step', envFrom: [{ configMapRef: { name: 'absent-map' } }] }
    await using opened = await openPromptedStack({ config: { podTemplate: { spec: { containers: [container] } } } })
    const { fates, attempts } = await opened.run()
    expect(fates).toEqual({ 'works@1': 'config' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'KUBERNETES_POD_MISCONFIGURED', message: said('"absent-map"') })
  })

  test('row 6: quota that is used up is waited for, with a warning', async () => {
    const deadlines = { ...TENTH, noPod: '2s', warning: '1s' }
    await using opened = await openPromptedStack({ config: { deadlines } })
    const quota = opened.path('resourcequotas')
    await ask('POST', quota, { metadata: { name: 'none' }, spec: { hard: { pods: '0' } } })
    // The quota has to be known to the API server before the pod is asked for.
    await until(async () => (await ask<{ status: { hard?: object } }>('GET', `${quota}/none`)).status.hard)
    opened.prompter.tell('works@1', 'return')
    const run = await opened.drive(await opened.submit())
    await untilShown(run, /exceeded quota/)
    await until(async () => run.statuses.at(-1)?.warnings)
    const warning = { code: 'KUBERNETES_POD_REFUSED', message: said(/"works" waits: .*exceeded quota/), count: 1 }
    expect(run.statuses.at(-1)?.warnings).toEqual([warning])
    await ask('DELETE', `${quota}/none`)
    await run.result
    const { fates, view } = await opened.read(run.id)
    expect(fates).toEqual({ 'works@1': 'succeeded' })
    expect(view.end!.warnings).toEqual([warning])
  })

  test('row 6: a service account that is nowhere fails the step, by its name', async () => {
    await using opened = await openPromptedStack({ config: { stepServiceAccount: 'absent-account' } })
    const { fates, attempts } = await opened.run()
    expect(fates).toEqual({ 'works@1': 'config' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'KUBERNETES_POD_REFUSED', message: said('absent-account') })
  })

  test("row 7: a pod that no node takes is shown with the scheduler's words and a warning, and removed in the end", async () => {
    const deadlines = { ...TENTH, warning: '500ms', pending: '3s' }
    await using opened = await openPromptedStack({ config: { nodeSelector: { absent: 'true' }, deadlines } })
    const run = await opened.drive(await opened.submit())
    await untilShown(run, /0\/1 nodes are available|node/)
    await run.result
    const { fates, attempts, view } = await opened.read(run.id)
    expect(fates).toEqual({ 'works@1': 'config' })
    const code = 'KUBERNETES_POD_UNSCHEDULABLE'
    expect(attempts[0]!.failure).toMatchObject({ code, message: said('affinity') })
    expect(view.end!.warnings).toEqual([{ code, message: said(/"works" waits: .*affinity/), count: 1 }])
    await until(async () => (await opened.pods()).length === 0)
  })
})
