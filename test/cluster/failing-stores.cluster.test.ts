import { describe, expect, inject, test } from 'vitest'
import { RUNNER_EXIT } from '../../packages/core/src/remote.ts'
import { mainEnd } from '../../packages/orchestrator-k8s/src/classify/pod-state.ts'
import { openHttpProxy, type HttpProxy, type PassingRequest } from '../services/http-proxy.fixture.ts'
import { clusterEnvironment, createCommandProject, runWords } from './command-project.fixture.ts'
import { deletePod } from './delete-places.fixture.ts'
import { openPromptedStack } from './prompted-stack.fixture.ts'
import { TENTH } from './stack.fixture.ts'
import { until } from './until.ts'

const POLICY = { retry: { attempts: 1, infrastructure: 1 } } as const

/** A way to the S3 server that pods take, too. */
function openWay(): Promise<HttpProxy> {
  const { endpoint } = inject('cluster').s3
  return openHttpProxy(endpoint, new URL(endpoint).hostname)
}

/** Whether a request is to leave the outcome of an attempt. */
const leavesOutcome = (attempt: string) => (request: PassingRequest) =>
  request.method === 'PUT' && decodeURIComponent(request.url).includes(`/steps/${attempt}.outcome.json`)

describe.concurrent('stores fail, on a real cluster', () => {
  test('row 19: a store that is away costs no attempt: steps go on, and what they leave waits for it', async () => {
    await using way = await openWay()
    await using opened = await openPromptedStack({ endpoint: way.url })
    const { prompter } = opened
    const { id, result } = await opened.drive(await opened.submit({ policy: POLICY }))
    await prompter.began('works@1')
    const refused: PassingRequest[] = []
    way.interfere((request) => {
      refused.push(request)
      return 'request lost'
    })
    prompter.tell('works@1', 'return')
    // What it has written comes before its outcome.
    const tries = () => refused.filter(({ url }) => decodeURIComponent(url).includes('/steps/works@1.')).length
    await until(async () => tries() > 5)
    way.interfere(() => undefined)
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } })
    expect((await opened.read(id)).fates).toEqual({ 'works@1': 'succeeded' })
    expect(prompter.begun).toEqual(['works@1'])
  })

  test('row 19: an attempt whose store stays away is given up, and another one is made', async () => {
    await using way = await openWay()
    const config = { deadlines: { ...TENTH, store: '1s' } }
    await using opened = await openPromptedStack({ endpoint: way.url, config })
    const { prompter } = opened
    const { id, result } = await opened.drive(await opened.submit({ policy: POLICY }))
    await prompter.began('works@1')
    way.interfere((request) => (leavesOutcome('works@1')(request) ? 'request lost' : undefined))
    prompter.tell('works@1', 'return')
    prompter.tell('works@2', 'return')
    const exitCode = await until(async () => mainEnd((await opened.pods())[0]!)?.exitCode)
    expect(exitCode).toBe(RUNNER_EXIT.infrastructure)
    // The driver is the next to write it.
    way.interfere(() => undefined)
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } })
    const { fates, attempts } = await opened.read(id)
    expect(fates).toEqual({ 'works@1': 'infrastructure', 'works@2': 'succeeded' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('row 20: an attempt whose artifact is kept, and whose outcome is not, is done again, and leaves nothing twice', async () => {
    await using way = await openWay()
    await using opened = await openPromptedStack({ endpoint: way.url })
    const { prompter, stack } = opened
    const { id, result } = await opened.drive(await opened.submit({ pipeline: 'writing', policy: POLICY }))
    await prompter.began('writes@1')
    let tried = 0
    way.interfere((request) => {
      if (!leavesOutcome('writes@1')(request)) return undefined
      tried += 1
      return 'request lost'
    })
    prompter.tell('writes@1', 'return')
    prompter.tell('writes@2', 'return')
    await until(async () => tried > 0)
    const blobs = async () => (await stack.store.list('blobs/')).objects.map(({ key }) => key)
    const kept = await blobs()
    expect(kept).toHaveLength(1)
    const [pod] = await opened.pods()
    await deletePod(opened.namespace, pod!)
    await until(async () => (await opened.pods()).length === 0)
    way.interfere(() => undefined)
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } })
    const { fates, attempts } = await opened.read(id)
    expect(fates).toEqual({ 'writes@1': 'infrastructure', 'writes@2': 'succeeded' })
    expect(attempts[0]!.failure).toMatchObject({ code: 'KUBERNETES_POD_DELETED' })
    expect(await blobs()).toEqual(kept)
  })

  test('row 22: a pod that completes without an outcome is a loss that is warned of, and is followed by another attempt', async () => {
    await using way = await openWay()
    await using opened = await openPromptedStack({ endpoint: way.url })
    const { prompter } = opened
    let swallowed = false
    way.interfere((request) => {
      if (swallowed || !leavesOutcome('works@1')(request)) return undefined
      swallowed = true
      return 'request swallowed'
    })
    prompter.tell('works@1', 'return')
    prompter.tell('works@2', 'return')
    using project = createCommandProject(opened)
    const env = clusterEnvironment()
    const { code, stdout, stderr } = await project.regauge(runWords(opened), { env })
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^warning\[STEP_LOST\]: Attempt "works@1" is lost: .* left no outcome/m)
    expect(stdout).toMatch(/^warning .* \(STEP_LOST\)$/m)
    const message = expect.stringContaining('left no outcome') as unknown
    expect(await project.json(['runs', 'show', 'latest'], { env })).toMatchObject({
      warnings: [{ code: 'STEP_LOST', message, count: 1 }],
      steps: [
        { path: 'works', attempt: 1, failure: { class: 'lost', code: 'STEP_LOST', message } },
        { path: 'works', attempt: 2, status: 'succeeded' },
      ],
    })
    expect((await project.regauge(['runs', 'logs', 'latest'], { env })).stdout).toMatch(/"works@1" is lost/)
  })
})
