import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { clusterEnvironment, createCommandProject, runWords } from './command-project.fixture.ts'
import { ask } from './kube.fixture.ts'
import { openPromptedStack } from './prompted-stack.fixture.ts'

const SHIFT_CLOCK = pathToFileURL(join(import.meta.dirname, 'shift-clock.ts')).href

describe('the command, on a real cluster', () => {
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
    expect(stderr).toMatch(/namespace/)
    expect(code, stderr).toBe(1)
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
