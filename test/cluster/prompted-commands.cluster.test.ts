import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { askKubeText } from './ask-kube.ts'
import { clusterEnvironment, createCommandProject, runWords } from './command-project.fixture.ts'
import { deleteJobs } from './delete-places.fixture.ts'
import { ask } from './kube.fixture.ts'
import { openPromptedStack } from './prompted-stack.fixture.ts'
import { openSilentRegistry } from './silent-registry.fixture.ts'
import { TENTH } from './stack.fixture.ts'
import { until } from './until.ts'

const SHIFT_CLOCK = pathToFileURL(join(import.meta.dirname, 'shift-clock.ts')).href

describe.concurrent('the command, on a real cluster', () => {
  test.each([
    ['ten minutes ahead', 600_000],
    ['ten minutes behind', -600_000],
  ])('row 25: a driver whose clock is %s gives nothing up too early', async (_, shift) => {
    await using opened = await openPromptedStack()
    using project = createCommandProject(opened)
    const { prompter } = opened
    prompter.tell('works@1', 'return')
    const env = {
      ...clusterEnvironment(),
      NODE_OPTIONS: `--import=${SHIFT_CLOCK}`,
      CLOCK_SHIFT_MS: String(shift),
    }
    const { code, stderr } = await project.regauge(runWords(opened), { env })
    expect(code, stderr).toBe(0)
    expect(prompter.begun).toEqual(['works@1'])
  })

  test('row 27: a run whose namespace is deleted has failed by the infrastructure, and its driver ends', async () => {
    await using opened = await openPromptedStack()
    using project = createCommandProject(opened)
    const { prompter } = opened
    const running = project.regauge(runWords(opened), { env: clusterEnvironment() })
    await prompter.began('works@1')
    await ask('DELETE', `/api/v1/namespaces/${opened.namespace}`)
    const { code, stderr } = await running
    expect(stderr).toMatch(/Namespace "[^"]+" was deleted/)
    expect(code, stderr).toBe(1)
    const { fates } = await opened.read((await opened.runs())[0]!)
    expect([...new Set(Object.values(fates))]).toEqual(['infrastructure'])
  })

  test('row 27: a driver that goes with its namespace is missed by whoever follows the run', async () => {
    await using opened = await openPromptedStack({ config: { driver: 'cluster' } })
    using project = createCommandProject(opened)
    const running = project.regauge(runWords(opened), { env: clusterEnvironment() })
    await opened.prompter.began('works@1')
    await ask('DELETE', `/api/v1/namespaces/${opened.namespace}`)
    const { code, stderr } = await running
    expect(stderr).toContain('RUN_NOT_DRIVEN')
    expect(stderr).toMatch(/deleted|is gone/)
    expect(code).not.toBe(0)
  })
})

describe.concurrent('what the command shows while steps wait and run, on a real cluster', () => {
  test('a step that no node takes is shown with the words of the scheduler, also where its driver is elsewhere', async () => {
    // Long enough for a driver to begin in.
    const config = { driver: 'cluster', nodeSelector: { absent: 'true' }, deadlines: { ...TENTH, pending: '10s' } }
    await using opened = await openPromptedStack({ config })
    using project = createCommandProject(opened)
    const { code, stderr } = await project.regauge(runWords(opened), { env: clusterEnvironment() })
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(/^works waits: 0\/1 nodes are available/m)
  })

  test('a step whose image takes its time is shown to pull it', async ({ skip }) => {
    if (!inject('cluster').own) skip('Nodes elsewhere cannot be given a registry.')
    await using opened = await openPromptedStack()
    await using registry = await openSilentRegistry()
    using project = createCommandProject(opened)
    const text = readFileSync(join(project.root, 'pipeline.ts'), 'utf8')
    project.write('pipeline.ts', text.replace('localhost/regauge-absent:1', `${registry.host}/slow:1`))
    const interrupted = project.regauge(runWords(opened, 'absentImage'), {
      env: clusterEnvironment(),
      during: (child) => {
        child.stderr!.on('data', (text: Buffer) => {
          if (text.includes('is being pulled')) child.kill('SIGINT')
        })
      },
    })
    const { code, stderr } = await interrupted
    expect(stderr).toContain('works waits: an image is being pulled')
    expect(code, stderr).toBe(130)
  })

  test('a log is there while its step runs, and whole when its pod is gone', async () => {
    await using opened = await openPromptedStack()
    using project = createCommandProject(opened)
    const { prompter } = opened
    const env = clusterEnvironment()
    const running = project.regauge(runWords(opened), { env })
    await prompter.began('works@1')
    const [pod] = await opened.pods()
    const path = opened.path(`pods/${pod!.metadata!.name}/log`)
    // What `kubectl logs` shows, and whoever gathers the logs of a cluster. The API hears late that a container runs.
    const shown = () => askKubeText(inject('cluster').api, { method: 'GET', path }).catch(() => 'not yet')
    await until(async () => (await shown()) === 'works@1  begun\n')
    const following = project.regauge(['runs', 'logs', 'latest', '--follow'], {
      env,
      during: (child) => {
        // The step ends only when its line was seen.
        child.stdout!.on('data', () => prompter.tell('works@1', 'return'))
      },
    })
    expect((await following).stdout).toMatch(/works@1.*begun/)
    expect((await running).code).toBe(0)
    await deleteJobs(opened.namespace)
    await until(async () => (await opened.pods()).length === 0)
    const { stdout } = await project.regauge(['runs', 'logs', 'latest'], { env })
    expect(stdout).toMatch(/works@1.*begun/)
  })
})
