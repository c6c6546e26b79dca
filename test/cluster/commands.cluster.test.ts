import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { ROOT } from '../support/project.ts'
import { createClusterProject, STACK, type ClusterProject } from './project.fixture.ts'
import { until } from './until.ts'

/** One step that waits until it is stopped; what is started again after that ends. */
const WAITING = `
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const wait = step({ name: 'wait', inputs: {}, outputs: { attempt: z.number() }, async run(_, { attempt, log, signal }) {
  log.info('begun')
  if (attempt === 1) await pause(3_600_000, {}, { signal })
  return { attempt }
} })
export const waiting = pipeline({ name: 'waiting', params: z.object({}), build: ({ run }) => run(wait, {}, { grace: '1s' }) })
`

interface RunDocument {
  readonly run: string
  readonly status: string
}

interface ShownDocument extends RunDocument {
  readonly steps: readonly object[]
}

/** Waits until a step of the newest run has begun. */
function hasBegun(project: ClusterProject): Promise<boolean> {
  return until(async () => (await project.regauge(['runs', 'logs', 'latest'])).stdout.includes('begun'))
}

describe.concurrent('the command on a stack whose drivers are in the cluster', () => {
  test('runs the digits example with nothing but the stack changed', { timeout: 600_000 }, async () => {
    await using project = await createClusterProject({})
    cpSync(join(ROOT, 'examples/digits'), join(project.root, 'digits'), { recursive: true })
    const words = ['run', 'digits/pipeline.ts', '--stack', STACK]
    expect(await project.json(words)).toMatchObject({
      status: 'succeeded',
      stack: STACK,
      steps: { total: 15, succeeded: 15 },
      outputs: { accuracy: { value: 0.9721448467966574 } },
    })
  })

  test('runs the Python example, whose data travels by path, with an image of Python for its program', async () => {
    await using project = await createClusterProject({})
    for (const name of ['python', 'digits/data']) {
      cpSync(join(ROOT, 'examples', name), join(project.root, name), { recursive: true })
    }
    const train = join(project.root, 'python/steps/train.ts')
    const { pythonImage } = inject('cluster')
    writeFileSync(train, readFileSync(train, 'utf8').replace('python:3.12-slim', pythonImage))
    interface Example extends RunDocument {
      readonly outputs: { readonly accuracy: { readonly value: number } }
    }
    const document = await project.json<Example>(['run', 'python/pipeline.ts', '--stack', STACK])
    expect(document, JSON.stringify(document)).toMatchObject({ status: 'succeeded' })
    expect(document.outputs.accuracy.value).toBeGreaterThan(0.9)
  })

  test('leaves a run to its driver, cancels it and goes on with it in another Job', async () => {
    await using project = await createClusterProject({ 'pipeline.ts': WAITING })
    const { run, status } = await project.json<RunDocument>(['run', 'pipeline.ts', '--detach'])
    expect(status).toBe('running')
    await hasBegun(project)
    // What is under way is told some seconds later at most.
    const steps = await until(async () => {
      const shown = await project.json<ShownDocument>(['runs', 'show', run])
      expect(shown.status).toBe('running')
      return shown.steps.length > 0 && shown.steps
    })
    expect(steps).toMatchObject([{ path: 'wait' }])
    expect(await project.json(['runs', 'cancel', run])).toEqual({ run, status: 'cancelled', stopped: ['wait@1'] })
    expect(await project.json(['runs', 'resume', run, '--detach'])).toMatchObject({ run, status: 'running' })
    const { code, stderr } = await project.regauge(['runs', 'watch', run])
    expect(code, stderr).toBe(0)
    const [first, second] = await project.driverJobs()
    expect([first, second]).toEqual([expect.stringMatching(/-d1$/), first?.replace(/1$/, '2')])
    expect(await project.json(['runs', 'show', run])).toMatchObject({
      status: 'succeeded',
      steps: [
        { path: 'wait', attempt: 1, status: 'cancelled' },
        { path: 'wait', attempt: 2, status: 'succeeded' },
      ],
    })
  })

  test.for([
    ['Ctrl-C', 'cancelled', 'SIGINT'],
    ['the end of the terminal', 'running', 'SIGHUP'],
  ] as const)('after %s a run that it follows is %s', async ([, status, signal]) => {
    await using project = await createClusterProject({ 'pipeline.ts': WAITING })
    const following = project.regauge(['run', 'pipeline.ts'], {
      during: (child) => void hasBegun(project).then(() => child.kill(signal)),
    })
    const { code, stderr } = await following
    expect(code, stderr).toBe(130)
    expect(await project.json(['runs', 'show', 'latest'])).toMatchObject({ status })
  })

  test('runs one step of a run that is driven here on a step operator in the cluster', async () => {
    await using project = await createClusterProject({ 'pipeline.ts': MIXED })
    const { namespace, image, deadlines } = project.place.config()
    const stack = {
      name: 'mixed',
      packages: ['@regauge/orchestrator-local', '@regauge/orchestrator-k8s', '@regauge/artifact-store-s3'],
      components: {
        orchestrator: { flavor: 'local', config: {} },
        'artifact-store': project.place.components['artifact-store'],
        'step-operators': { pods: { flavor: 'kubernetes', config: { namespace, image, deadlines } } },
      },
    }
    project.write('stacks/mixed.yaml', JSON.stringify(stack))
    const env = { CLUSTER_TEST_KEY: inject('cluster').s3.secretAccessKey }
    const words = ['run', 'pipeline.ts', '--stack', 'mixed']
    const { outputs } = await project.json<{ outputs: Record<string, { value: string }> }>(words, { env })
    expect([outputs['here']?.value, outputs['there']?.value]).toEqual([project.root, '/work'])
  })
})

/** Two steps that say where they are. */
const MIXED = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const where = step({ name: 'where', inputs: { after: z.string() }, outputs: { at: z.string() }, run: () => ({ at: process.cwd() }) })
export const mixed = pipeline({ name: 'mixed', params: z.object({}), build({ run }) {
  const here = run(where, { after: '' }, { name: 'here' })
  const there = run(where, { after: here.at }, { name: 'there', operator: 'pods' })
  return { here: here.at, there: there.at }
} })
`
