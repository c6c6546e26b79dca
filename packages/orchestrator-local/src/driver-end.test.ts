import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, isRunning, makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

const DRIVER = fileURLToPath(new URL('driver.fixture.ts', import.meta.url))

describe('when the driver ends', () => {
  let project: TestProject
  let local: TestLauncher
  beforeAll(async () => {
    project = await makeProject()
    local = await project.open()
  })
  afterAll(async () => {
    await local[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  /** A driver whose step has written a file: with the pids of a child of its own and of the child's parent. */
  async function startDriver(step: string, name: string): Promise<{ driver: ChildProcess; pids: readonly number[] }> {
    const file = join(project.root, `${name}.pids`)
    const envelope = local.envelope(step, { path: name, inputs: { file: { value: file } }, env: { PIDS: file } })
    const words = [...process.execArgv, DRIVER, project.root, JSON.stringify(envelope)]
    const driver = spawn(process.execPath, words, { stdio: 'inherit' })
    await eventually(() => existsSync(file))
    return { driver, pids: (await readFile(file, 'utf8')).trim().split(' ').map(Number) }
  }

  const ways = [
    ['leavesChildren', 'SIGKILL', 'a busy loop that looks at nothing'],
    ['leavesChildren', 'SIGINT', 'a busy loop that looks at nothing'],
    ['commandLeavesPids', 'SIGKILL', 'a command'],
    ['commandLeavesPids', 'SIGTERM', 'a command'],
  ] as const
  test.for(ways)('%s is gone within 5 s of a %s, with what it has started: %s', async ([step, signal]) => {
    const { driver, pids } = await startDriver(step, `${step}-${signal}`)
    for (const pid of pids) expect(await isRunning(pid)).toBe(true)
    driver.kill(signal)
    for (const pid of pids) await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false)
  })

  test('the next launcher removes the directories that it left', async () => {
    await using next = await project.open()
    expect(next.run).toBeDefined()
    const names = await readdir(join(project.root, '.regauge', 'tmp'))
    expect(names.filter((name) => !name.startsWith(`local-${hostname()}-${process.pid}-`))).toEqual([])
  })
})
