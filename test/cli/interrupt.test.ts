import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { begin, beginOnTerminal, call, document, isRunning, plain } from './command.ts'
import { DEAF, GATE } from './pipelines.ts'

/** Calls a pipeline whose steps stay where they are, and waits until one of them runs. */
async function beginToWait({ root: cwd }: TestProject, how: typeof begin) {
  const folder = join(cwd, 'gate')
  mkdirSync(folder)
  const calling = how(['run', 'pipeline.ts', '-p', `folder=${folder}`], { cwd })
  const pids = () =>
    readdirSync(folder)
      .map((file) => Number(readFileSync(join(folder, file), 'utf8')))
      .filter((pid) => pid > 0)
  await until(() => pids().length > 0)
  return { ...calling, pids }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20)
}

describe.each([
  ['through a pipe', begin],
  ['on a terminal', beginOnTerminal],
])('Ctrl-C %s', (_, how) => {
  test('once cancels the run, waits for its steps and leaves nothing behind', async () => {
    using project = createProject({ 'pipeline.ts': GATE })
    const { interrupt, ended, pids } = await beginToWait(project, how)
    interrupt()
    const { code, out, err } = await ended
    expect(code).toBe(130)
    expect(plain(out + err)).toContain('Cancelling; waiting for running steps. Press Ctrl-C again to kill them.')
    expect(plain(out)).toMatch(/⊘ gate cancelled in/)
    expect(pids().filter(isRunning)).toEqual([])
    expect(readdirSync(join(project.root, '.regauge/tmp'))).toEqual([])
    expect(await document(['runs', 'show', 'latest'], { cwd: project.root })).toMatchObject({ status: 'cancelled' })
  })

  test('twice ends the command at once and its workers soon after', async () => {
    using project = createProject({ 'pipeline.ts': DEAF })
    const { interrupt, said, ended, pids } = await beginToWait(project, how)
    interrupt()
    await said('Press Ctrl-C again to kill them.')
    interrupt()
    const { code, out } = await ended
    expect(code).toBe(130)
    expect(plain(out)).not.toContain('cancelled in')
    await until(() => !pids().some(isRunning))
    const { out: listed } = await call(['runs', 'list', '--status', 'lost'], { cwd: project.root })
    expect(listed).toMatch(/^\S+ +deaf +\? lost/m)
  })
})

describe('Ctrl-C before there is a run', () => {
  test('ends the command without one', async () => {
    using waiting = createProject({ 'gate.ts': GATE })
    const slow = `${GATE}\nconsole.log('imported')\nawait new Promise((resolve) => setTimeout(resolve, 500))\n`
    waiting.write('slow.ts', slow)
    const { interrupt, said, ended } = begin(['run', 'slow.ts', '-p', 'folder=.'], { cwd: waiting.root })
    await said('imported')
    interrupt()
    expect(await ended).toMatchObject({ code: 130, out: '' })
    expect(await document(['runs', 'list'], { cwd: waiting.root })).toEqual({ runs: [] })
  })
})
