import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { begin, beginOnTerminal, call, document, isRunning, plain } from './command.ts'
import { DEAF, GATE } from './pipelines.ts'

let project: TestProject
let cwd: string

beforeAll(() => {
  project = createProject({ 'gate.ts': GATE, 'deaf.ts': DEAF })
  cwd = project.root
})

afterAll(() => project[Symbol.dispose]())

/** Calls a pipeline whose items stay where they are, and waits until one of them runs. */
async function beginToWait(module: string, name: string, how: typeof begin) {
  const folder = join(cwd, name)
  mkdirSync(folder)
  const calling = how(['run', module, '-p', `folder=${folder}`], { cwd })
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

/** What a run leaves on the disk while it is driven. */
const temporary = () => readdirSync(join(cwd, '.regauge/tmp'))

describe.each([
  ['through a pipe', begin],
  ['on a terminal', beginOnTerminal],
])('Ctrl-C %s', (place, how) => {
  test('once cancels the run, waits for its steps and leaves nothing behind', async () => {
    const { interrupt, ended, pids } = await beginToWait('gate.ts', `once-${place}`, how)
    interrupt()
    const { code, out, err } = await ended
    expect(code).toBe(130)
    expect(plain(out + err)).toContain('Cancelling; waiting for running steps. Press Ctrl-C again to kill them.')
    expect(plain(out)).toMatch(/⊘ gate cancelled in/)
    expect(pids().filter(isRunning)).toEqual([])
    expect(temporary()).toEqual([])
    expect(await document(['runs', 'show', 'latest'], { cwd })).toMatchObject({ status: 'cancelled' })
  })

  test('twice ends the command at once and its workers soon after', async () => {
    const { interrupt, said, ended, pids } = await beginToWait('deaf.ts', `twice-${place}`, how)
    interrupt()
    await said('Press Ctrl-C again to kill them.')
    interrupt()
    const { code, out } = await ended
    expect(code).toBe(130)
    expect(plain(out)).not.toContain('cancelled in')
    await until(() => !pids().some(isRunning))
    const { out: listed } = await call(['runs', 'list', '--status', 'lost'], { cwd })
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
