import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { begin, beginOnTerminal, call, document, plain } from './command.ts'
import { GATE } from './pipelines.ts'

let project: TestProject
let cwd: string

beforeAll(() => {
  project = createProject({ 'gate.ts': GATE })
  cwd = project.root
})

afterAll(() => project[Symbol.dispose]())

/** Starts a run in the background that stays until its gate opens. */
async function detach(name: string) {
  const folder = join(cwd, name)
  mkdirSync(folder)
  const { code, out, err } = await call(['run', 'gate.ts', '-p', `folder=${folder}`, '--detach'], { cwd })
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('Follow it with: regauge runs watch ') })
  expect(out).toMatch(/^[0-9a-f-]{36}\n$/)
  return { run: out.trim(), open: () => writeFileSync(join(folder, 'go'), '') }
}

describe('a run in the background', () => {
  test('goes on without its terminal and can be followed to its end', async () => {
    const { run, open } = await detach('watched')
    const { runs } = await document<{ readonly runs: readonly object[] }>(['runs', 'list'], { cwd })
    expect(runs[0]).toMatchObject({ run, status: 'running' })
    const through = begin(['runs', 'watch', run], { cwd })
    const onTerminal = beginOnTerminal(['runs', 'watch', run], { cwd })
    await Promise.all([through.said('each started'), onTerminal.said('at the gate')])
    open()
    const [piped, shown] = await Promise.all([through.ended, onTerminal.ended])
    expect(piped).toMatchObject({ code: 0, err: expect.stringMatching(/^each succeeded in \S+ \(2 step runs\)$/m) })
    expect(piped.out).toContain('✓ gate succeeded in')
    expect(shown.code).toBe(0)
    expect(plain(shown.out)).toMatch(/✓ each +2\/2 +\S+\n✓ {3}wait +2\/2 +\S+\n✓ gate succeeded in/)
    const told = await document(['runs', 'watch', run], { cwd })
    expect(told).toMatchObject({ run, status: 'succeeded', outputs: { items: { value: [0, 1] } } })
  })

  test('is left alone by an interrupted watch, and can be cancelled', async () => {
    const { run } = await detach('cancelled')
    const watching = begin(['runs', 'watch', run], { cwd })
    await watching.said('each started')
    watching.interrupt()
    expect(await watching.ended).toMatchObject({ code: 130, out: '' })
    expect(await document(['runs', 'show', run], { cwd })).toMatchObject({ status: 'running' })
    const { code, out } = await call(['runs', 'cancel', run], { cwd })
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^Run ${run} was cancelled\\.\nStopped: each\\[\\d\\]\\.wait@1`))
    expect(await call(['runs', 'watch', run], { cwd })).toMatchObject({ code: 1 })
    expect(await document(['runs', 'show', run], { cwd })).toMatchObject({ status: 'cancelled' })
    const again = await call(['runs', 'cancel', run, '--json'], { cwd })
    expect(again.code).toBe(2)
    expect(JSON.parse(again.out)).toMatchObject({ error: { code: 'RUN_ENDED' } })
  })

  test('that does not compile is told at once', async () => {
    const { code, err } = await call(['run', 'gate.ts', '--detach'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error[PARAMS_INVALID]: ')
  })
})
