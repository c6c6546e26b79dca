import { describe, expect, inject, test, type TestContext } from 'vitest'
import { ask } from './kube.fixture.ts'
import { createClusterProject, type ClusterProject } from './project.fixture.ts'
import { TENTH } from './stack.fixture.ts'
import { until } from './until.ts'

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const work = step({ name: 'work', inputs: {}, outputs: { done: z.boolean() }, run: () => ({ done: true }) })
export const working = pipeline({ name: 'working', params: z.object({}), build: ({ run }) => run(work, {}) })
`
const ABSENT_IMAGE = { image: 'localhost/regauge-absent:1', deadlines: { ...TENTH, pull: '3s' } }

interface RunDocument {
  readonly run: string
  readonly status: string
}

const create = (wish: Parameters<ClusterProject['changeStack']>[0]) =>
  createClusterProject({ 'pipeline.ts': PIPELINE }, wish)

/** A label that no node has. */
const unheardOf = ({ place }: Pick<ClusterProject, 'place'>) => `regauge.dev/${place.namespace}`

/** A project on whose stack no node takes a driver. */
async function createUnschedulable(): Promise<ClusterProject> {
  const project = await create({})
  project.changeStack({ driverPod: { nodeSelector: { [unheardOf(project)]: 'true' } } })
  return project
}

/** Follows a run until a line is seen, then interrupts whoever follows it. */
function interruptAt(project: ClusterProject, words: readonly string[], line: RegExp) {
  let seen = ''
  return project.regauge(words, {
    during: (child) => {
      child.stderr!.on('data', (text: Buffer) => {
        seen += text.toString()
        // A second one would end it at once.
        if (line.test(seen) && !child.killed) child.kill('SIGINT')
      })
    },
  })
}

describe.concurrent('a run whose driver in the cluster cannot begin', () => {
  test('fails with the reason, leaves no driver behind, and is resumed on the stack as it has been mended', async () => {
    await using project = await create(ABSENT_IMAGE)
    const { code, stderr } = await project.regauge(['run', 'pipeline.ts'])
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(/^The driver waits: (?:ErrImagePull|ImagePullBackOff)/m)
    expect(stderr).toContain('RUN_DRIVER_FAILED')
    expect(stderr).toContain('The image "localhost/regauge-absent:1"')
    expect(await project.driverJobs()).toEqual([])
    const { run, status } = await project.json<RunDocument>(['runs', 'show', 'latest'])
    expect(status).toBe('pending')
    project.changeStack({})
    expect(await project.json(['runs', 'resume', run])).toMatchObject({ run, status: 'succeeded' })
  })

  test('is told so by whoever watches it, and begins when the same key is submitted on the mended stack', async () => {
    await using project = await create(ABSENT_IMAGE)
    const submit = ['run', 'pipeline.ts', '--id', 'nightly']
    const { run } = await project.json<RunDocument>([...submit, '--detach'])
    const { code, stderr } = await project.regauge(['runs', 'watch', run])
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(/^The driver waits: (?:ErrImagePull|ImagePullBackOff)/m)
    expect(stderr).toContain('RUN_DRIVER_FAILED')
    const jobs = await project.driverJobs()
    expect(jobs).toHaveLength(1)
    project.changeStack({})
    expect(await project.json(submit)).toMatchObject({ run, status: 'succeeded' })
    expect(await project.driverJobs()).toEqual(jobs)
  })

  test('is cancelled without waiting for it, and resumed when a node takes its driver', async (context) => {
    skipElsewhere(context)
    await using project = await createUnschedulable()
    const { run } = await project.json<RunDocument>(['run', 'pipeline.ts', '--detach'])
    const { stderr } = await interruptAt(project, ['runs', 'watch', run], /The driver waits: /)
    expect(stderr).toMatch(/The driver waits: 0\/\d+ nodes are available/)
    expect(await project.json(['runs', 'show', run])).toMatchObject({ status: 'pending' })
    expect(await project.json(['runs', 'cancel', run])).toEqual({ run, status: 'cancelled', stopped: [] })
    expect(await project.driverJobs()).toEqual([])
    expect(await project.json(['runs', 'show', run])).toMatchObject({ status: 'cancelled', steps: [] })
    await withLabel(unheardOf(project), async () => {
      expect(await project.json(['runs', 'resume', run])).toMatchObject({ run, status: 'succeeded' })
    })
  })

  test('is cancelled by Ctrl-C of whoever follows it', async () => {
    await using project = await createUnschedulable()
    const { code, stderr } = await interruptAt(project, ['run', 'pipeline.ts'], /The driver waits: /)
    expect(code, stderr).toBe(130)
    expect(stderr).toContain('its driver has not begun')
    expect(await project.driverJobs()).toEqual([])
    expect(await project.json(['runs', 'show', 'latest'])).toMatchObject({ status: 'cancelled', steps: [] })
  })

  test('is cancelled by its driver if that begins after all, where nobody waited', async (context) => {
    skipElsewhere(context)
    await using project = await createUnschedulable()
    const { run } = await project.json<RunDocument>(['run', 'pipeline.ts', '--detach'])
    expect((await project.regauge(['runs', 'cancel', run, '--no-wait'])).code).toBe(0)
    expect(await project.json(['runs', 'show', run])).toMatchObject({ status: 'pending' })
    const isCancelled = async () => (await project.json<RunDocument>(['runs', 'show', run])).status === 'cancelled'
    await withLabel(unheardOf(project), async () => void (await until(isCancelled)))
    expect(await project.json(['runs', 'show', run])).toMatchObject({ steps: [] })
  })
})

/** The nodes of a cluster that is not ours are left as they are, which skips the test. */
function skipElsewhere({ skip }: TestContext): void {
  if (!inject('cluster').own) skip('The nodes of the cluster of KUBECONFIG are not ours to label.')
}

/** Does something while a node has a label that means nothing to anybody else. */
async function withLabel(label: string, act: () => Promise<void>): Promise<void> {
  const { items } = await ask<{ items: readonly { metadata: { name: string } }[] }>('GET', '/api/v1/nodes')
  const set = (value: 'true' | null) =>
    ask('PATCH', `/api/v1/nodes/${items[0]!.metadata.name}`, { metadata: { labels: { [label]: value } } })
  await set('true')
  try {
    await act()
  } finally {
    await set(null)
  }
}
