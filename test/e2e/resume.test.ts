import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { begin, createExample, PIPELINE, ranIn, slowBegan } from '../support/interruptible.ts'

interface Shown {
  readonly run: string
  readonly status: string
  readonly epoch: number
  readonly outputs: { readonly [name: string]: { readonly value: unknown } }
}

describe('runs resume', () => {
  test('goes on with a failed run: what failed is tried again, then what depends on it, and its hooks', async () => {
    using project = createExample('broken-2')
    expect((await project.regauge(['run', 'pipeline.ts'])).code).toBe(1)
    expect(ranIn(project)).toEqual([
      'announce failed',
      'load',
      'page sweep[1].fit',
      'sweep[0].fit',
      'sweep[1].fit',
      'sweep[2].fit',
    ])
    const again = await project.regauge(['runs', 'resume', 'latest'])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('item 2 is broken')
    expect(ranIn(project)).toEqual(['announce failed', 'page sweep[1].fit', 'sweep[1].fit'])
    rmSync(join(project.root, 'broken-2'))
    const { code, stdout } = await project.regauge(['runs', 'resume', 'latest'])
    expect(code).toBe(0)
    expect(stdout).toContain('60')
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow', 'sweep[1].fit'])
    expect(await project.json<Shown>(['runs', 'show', 'latest'])).toMatchObject({ status: 'succeeded', epoch: 3 })
    const nothing = await project.regauge(['runs', 'resume', 'latest'])
    expect(nothing).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing is left to do') as string })
    expect(ranIn(project)).toEqual([])
  })

  test('runs a step again with everything after it, or one item of a map', async () => {
    using project = createExample()
    expect((await project.regauge(['run', 'pipeline.ts'])).code).toBe(0)
    ranIn(project)
    expect((await project.regauge(['runs', 'resume', 'latest', '--from', 'sweep[1].fit'])).code).toBe(0)
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow', 'sweep[1].fit'])
    expect((await project.regauge(['runs', 'resume', 'latest', '--from', 'sweep'])).code).toBe(0)
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow', 'sweep[0].fit', 'sweep[1].fit', 'sweep[2].fit'])
    const wrong = await project.regauge(['runs', 'resume', 'latest', '--from', 'swep.fit'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('error[STEP_UNKNOWN]')
    expect(wrong.stderr).toContain('Did you mean "sweep.fit"?')
  })

  test('goes on after the driver was killed, and refuses while it lives unless it is to be replaced', async () => {
    using project = createExample('wait')
    const first = begin(project, ['run', 'pipeline.ts'])
    await slowBegan(project)
    const refused = await project.regauge(['runs', 'resume', 'latest'])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('RUN_DRIVEN_ELSEWHERE')
    expect(refused.stderr).toContain(`process ${first.pid}`)

    const second = begin(project, ['runs', 'resume', 'latest', '--take-over'])
    const replaced = await first.ended
    expect(replaced.code).toBe(1)
    expect(replaced.stderr).toContain('Another driver has taken run')
    await slowBegan(project, 2)
    second.signal('SIGKILL')
    await second.ended
    expect(await project.json<Shown>(['runs', 'show', 'latest'])).toMatchObject({ epoch: 2, status: 'lost' })

    ranIn(project)
    rmSync(join(project.root, 'wait'))
    expect((await project.regauge(['runs', 'resume', 'latest'])).code).toBe(0)
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow'])
  })

  test('of two at once, one drives and the other says who does', async () => {
    using project = createExample('broken-1')
    await project.regauge(['run', 'pipeline.ts'])
    rmSync(join(project.root, 'broken-1'))
    const both = await Promise.all([1, 2].map(() => project.regauge(['runs', 'resume', 'latest'])))
    const codes = both.map(({ code }) => code ?? -1).toSorted((a, b) => a - b)
    // The second may also come when all is done, and then has nothing left to do.
    expect([
      [0, 0],
      [0, 1],
    ]).toContainEqual(codes)
    for (const { code, stderr } of both) if (code === 1) expect(stderr).toMatch(/is being driven by process \d+ on/)
    expect(ranIn(project).filter((each) => each === 'slow')).toEqual(['slow'])
  })

  test('a cancelled run goes on where it was', async () => {
    using project = createExample('wait')
    const first = begin(project, ['run', 'pipeline.ts'])
    await slowBegan(project)
    const asked = await project.regauge(['runs', 'cancel', 'latest'])
    expect(asked.code).toBe(0)
    expect((await first.ended).code).toBe(1)
    expect(await project.json<Shown>(['runs', 'show', 'latest'])).toMatchObject({ status: 'cancelled' })
    rmSync(join(project.root, 'wait'))
    ranIn(project)
    expect((await project.regauge(['runs', 'resume', 'latest'])).code).toBe(0)
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow'])
  })

  test('takes new code when it is told to, and keeps what the old code has left', async () => {
    using project = createExample('broken-3')
    await project.regauge(['run', 'pipeline.ts'])
    ranIn(project)
    project.write('fixed.ts', PIPELINE.replace("if (existsSync('broken-' + n))", 'if (n > 5)'))
    const { code } = await project.regauge(['runs', 'resume', 'latest', '--with-code', 'fixed.ts'])
    expect(code).toBe(0)
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow', 'sweep[2].fit'])

    project.write(
      'other.ts',
      PIPELINE.replace('outputs: { all: z.array(number) }', 'outputs: { all: z.array(z.string()) }').replace(
        '[1, 2, 3]',
        "['1']",
      ),
    )
    const other = await project.regauge(['runs', 'resume', 'latest', '--with-code', 'other.ts'])
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('RUN_CODE_INCOMPATIBLE')
    expect(other.stderr).toContain('--from load')
  })

  test('says why where the code is gone, and where nobody has ever driven the run', async () => {
    using project = createExample('broken-1')
    await project.regauge(['run', 'pipeline.ts'])
    const { run } = await project.json<Shown>(['runs', 'show', 'latest'])
    for (const folder of ['store/code', 'cache']) rmSync(join(project.root, '.regauge', folder), { recursive: true })
    const gone = await project.regauge(['runs', 'resume', 'latest'])
    expect(gone.code).toBe(1)
    expect(gone.stderr).toContain('CODE_NOT_FOUND')
    rmSync(join(project.root, '.regauge/store/runs', run, 'epochs'), { recursive: true })
    const never = await project.regauge(['runs', 'resume', 'latest'])
    expect(never.code).toBe(2)
    expect(never.stderr).toContain('RUN_NEVER_DRIVEN')
    rmSync(join(project.root, 'broken-1'))
    expect((await project.regauge(['runs', 'resume', 'latest', '--with-code', 'pipeline.ts'])).code).toBe(0)
  })

  test('a run that was submitted under a key goes on when the same is submitted again', async () => {
    using project = createExample('wait')
    const submit = ['run', 'pipeline.ts', '--id', 'nightly']
    const first = begin(project, submit)
    await slowBegan(project)
    first.signal('SIGKILL')
    await first.ended
    rmSync(join(project.root, 'wait'))
    ranIn(project)
    const second = await project.regauge(submit)
    expect(second.code).toBe(0)
    expect(second.stderr).toContain('its driver is gone, so it is resumed')
    expect(ranIn(project)).toEqual(['announce succeeded', 'slow'])
    const third = await project.regauge(submit)
    expect(third).toMatchObject({ code: 0, stderr: expect.stringContaining('here is how it ended') as string })
    expect(await project.json<readonly unknown[]>(['runs', 'list'])).toMatchObject({ runs: [{}] })
  })

  test('says why where the stack of the run can no longer be had', async () => {
    using project = createExample('broken-1')
    const stack = (name: string, more: string) =>
      [
        `name: ${name}`,
        `packages: ['@regauge/orchestrator-local'${more}]`,
        'components: { orchestrator: { flavor: local }, artifact-store: { flavor: local, config: { path: store } } }',
        '',
      ].join('\n')
    project.write('stacks/own.yaml', stack('own', ", './own.ts'"))
    project.write('stacks/plain.yaml', stack('plain', ''))
    project.write('own.ts', "export { localOrchestrator } from '@regauge/orchestrator-local'\n")
    await project.regauge(['run', 'pipeline.ts', '--stack', 'own'])
    rmSync(join(project.root, 'own.ts'))
    const gone = await project.regauge(['runs', 'resume', 'latest', '--stack', 'plain'])
    expect(gone.code).toBe(2)
    expect(gone.stderr).toContain('FLAVOR_PACKAGE_NOT_FOUND')
    expect(gone.stderr).toContain('./own.ts')
  })
})

describe('several runs on one store', () => {
  test('do not disturb each other, in the foreground or detached', async () => {
    using project = createExample()
    const words = ['run', 'pipeline.ts', '--json']
    const all = await Promise.all(
      [words, words, [...words, '--detach'], [...words, '--detach']].map((each) => project.regauge(each)),
    )
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    const runs = all.map(({ stdout }) => (JSON.parse(stdout) as Shown).run)
    expect(new Set(runs).size).toBe(4)
    for (const run of runs) expect(await project.regauge(['runs', 'watch', run])).toMatchObject({ code: 0 })
    expect(ranIn(project).filter((each) => each === 'slow')).toHaveLength(4)
  })

  test('are one run where they have one key, also when they are submitted at the same moment', async () => {
    using project = createExample()
    const all = await Promise.all(
      [1, 2, 3].map(() => project.regauge(['run', 'pipeline.ts', '--id', 'nightly', '--json'])),
    )
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(new Set(all.map(({ stdout }) => (JSON.parse(stdout) as Shown).run)).size).toBe(1)
    expect(ranIn(project)).toEqual([
      'announce succeeded',
      'load',
      'slow',
      'sweep[0].fit',
      'sweep[1].fit',
      'sweep[2].fit',
    ])
  })
})
