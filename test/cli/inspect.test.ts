import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { call, callOnTerminal, document, plain } from './command.ts'
import { WORDS } from './pipelines.ts'

let project: TestProject
let cwd: string
let good: string
let bad: string

beforeAll(async () => {
  project = createProject({ 'words.ts': WORDS })
  cwd = project.root
  const run = async (text: string) => {
    const { out } = await call(['run', 'words.ts', '-p', `text=${text}`, '-p', 'times=20', '--json'], { cwd })
    return (JSON.parse(out) as { readonly run: string }).run
  }
  bad = await run('boom')
  good = await run('change again')
})

afterAll(() => project[Symbol.dispose]())

describe('regauge runs list', () => {
  test('prints the newest runs first, as a table or a document', async () => {
    const { code, out, err } = await call(['runs', 'list'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [titles, first, second] = out.split('\n')
    expect(titles).toMatch(/^run +pipeline +status +stack +started +took +steps$/)
    expect(first).toMatch(new RegExp(`^${good.slice(0, 13)} +words +✓ succeeded +local .* 4 steps: 4 succeeded$`))
    expect(second).toMatch(new RegExp(`^${bad.slice(0, 13)} +words +✗ failed +local `))
    expect(await document(['runs', 'list'], { cwd })).toMatchObject({
      runs: [
        { run: good, pipeline: 'words', status: 'succeeded', stack: 'local' },
        { run: bad, pipeline: 'words', status: 'failed' },
      ],
    })
  })

  test('picks by status, pipeline and number', async () => {
    const runs = async (...words: string[]) =>
      (await document<{ readonly runs: readonly { readonly run: string }[] }>(['runs', 'list', ...words], { cwd })).runs
    expect(await runs('--status', 'failed')).toMatchObject([{ run: bad }])
    expect(await runs('--limit', '1')).toMatchObject([{ run: good }])
    expect(await runs('--pipeline', 'other')).toEqual([])
  })
})

describe('regauge runs show', () => {
  test('prints steps, outputs, and metrics with their plots', async () => {
    const { code, out } = await call(['runs', 'show', 'latest'], { cwd })
    expect(code).toBe(0)
    expect(out).toMatch(/^✓ words succeeded in \S+\n/)
    expect(out).toContain('params\n  text   "change again"\n  times  20\n')
    expect(out).toMatch(/✓ each\[1\]\.measure +attempt 2 +\S+ +worker /)
    expect(out).toContain('outputs\n  sum  11\n')
    expect(out).toMatch(/^ {2}each\[0\]\.measure +seen +▁▁▁\S+█ +120 +6 +120 +20$/m)
    expect(out).toMatch(/^ {2}each\[1\]\.measure@2 +word +again$/m)
  })

  test('finds a run by a prefix of its id, and prints its failures', async () => {
    const { out } = await call(['runs', 'show', bad.slice(0, 13)], { cwd })
    expect(out).toMatch(/^✗ words failed in \S+\n/)
    expect(out).toMatch(/failures\n {2}✗ each\[0\]\.measure attempt 1 failed[^]*attempt 2 failed/)
  })

  test('prints everything as one document', async () => {
    expect(await document(['runs', 'show', good], { cwd })).toMatchObject({
      run: good,
      pipeline: 'words',
      stack: 'local',
      status: 'succeeded',
      counts: { total: 4, succeeded: 4 },
      params: { text: 'change again', times: 20 },
      outputs: { sum: { value: 11 } },
      steps: [
        { path: 'split', status: 'succeeded', attempt: 1 },
        { path: 'each[0].measure', status: 'succeeded', attempt: 1 },
        { path: 'each[1].measure', status: 'failed', attempt: 1, failure: { message: 'not yet' } },
        { path: 'each[1].measure', status: 'succeeded', attempt: 2 },
        { path: 'total', status: 'succeeded', inputs: {}, outputs: { sum: { value: 11 } } },
      ],
      metrics: [
        {
          path: 'each[0].measure',
          metrics: [{ name: 'seen', last: 120, min: 6, points: 20 }],
          params: { word: 'change' },
        },
        { path: 'each[1].measure', attempt: 2 },
      ],
    })
  })

  test('of a run that is not there names the newest ones', async () => {
    const { code, err } = await call(['runs', 'show', 'nothing'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error[RUN_NOT_FOUND]: No run has the id or prefix "nothing".')
    expect(err).toContain(good)
  })
})

describe('regauge runs logs', () => {
  test('prints the lines of all attempts or of one step', async () => {
    const { out } = await call(['runs', 'logs', 'latest'], { cwd })
    expect(out).toMatch(/each\[0\]\.measure@1 {2}info {2}measuring {2}\{"word":"change"\}\n.*each\[1\]\.measure@2/)
    const { lines } = await document<{ readonly lines: readonly object[] }>(['runs', 'logs', good, 'each[1]'], { cwd })
    expect(lines).toMatchObject([
      { path: 'each[1].measure', attempt: 2, level: 'info', message: 'measuring', fields: { word: 'again' } },
    ])
  })

  test('ends following once the run has ended', async () => {
    const { code, out } = await call(['runs', 'logs', 'latest', '--follow'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('measuring')
  })

  test('of a step that is not there names the closest one', async () => {
    const { code, err } = await call(['runs', 'logs', 'latest', 'each.mesure'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error[STEP_UNKNOWN]: The run has no step "each.mesure".\nhint: Did you mean "each.measure"?')
  })
})

describe('regauge artifacts', () => {
  test('lists the outputs of the pipeline and of its steps', async () => {
    const { out } = await call(['artifacts', 'list', 'latest'], { cwd })
    expect(out).toMatch(/^sum +json +\d+ B +sha256:[0-9a-f]{12} +11$/m)
    expect(out).toMatch(/^each\[1\]\.measure\.letters +letters +6 B/m)
    const { artifacts } = await document<{ readonly artifacts: readonly object[] }>(['artifacts', 'list', good], {
      cwd,
    })
    expect(artifacts).toContainEqual(
      expect.objectContaining({ artifact: `${good}:total.sum`, format: 'json', size: 2, value: 11 }),
    )
  })

  test('shows one with its producer', async () => {
    expect(await document(['artifacts', 'show', 'latest:each[1].measure.letters'], { cwd })).toMatchObject({
      artifact: `${good}:each[1].measure.letters`,
      type: 'letters',
      format: 'bytes',
      size: 6,
      producer: { path: 'each[1].measure', attempt: 2 },
    })
    const { out } = await call(['artifacts', 'show', 'latest:each[1].measure.letters'], { cwd })
    expect(out).toMatch(/^producer +each\[1\]\.measure attempt 2$/m)
  })

  test('gives its content out to a pipe or a file', async () => {
    expect(await call(['artifacts', 'get', 'latest:sum'], { cwd })).toMatchObject({ code: 0, out: '11\n' })
    const letters = 'latest:each[0].measure.letters'
    expect((await call(['artifacts', 'get', letters], { cwd })).out).toBe('change\0')
    const { code, err } = await call(['artifacts', 'get', letters, '--out', 'letters.bin'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: `Saved 7 B to ${join(cwd, 'letters.bin')}\n` })
    expect(readFileSync(join(cwd, 'letters.bin'), 'utf8')).toBe('change\0')
  })

  test('puts nothing on a terminal that is no text', async () => {
    const { code, out } = await callOnTerminal(['artifacts', 'get', 'latest:each[0].measure.letters'], { cwd })
    expect(code).toBe(2)
    expect(plain(out)).toContain('error[OUTPUT_BINARY]: ')
  })

  test('that is not there names the closest one', async () => {
    const { code, err } = await call(['artifacts', 'get', 'latest:total.sun'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error[ARTIFACT_NOT_FOUND]: ')
    expect(err).toContain('Did you mean "total.sum"?')
  })
})
