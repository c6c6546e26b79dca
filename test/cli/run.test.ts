import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { beginOnTerminal, call, callOnTerminal, document, plain } from './command.ts'
import { GATE, WORDS } from './pipelines.ts'

const ESCAPE = '\u001b'
const COLOUR = `${ESCAPE}[3`
const RUN = ['run', 'words.ts', '--param', 'text=change the track']

let project: TestProject
let cwd: string

beforeAll(() => {
  project = createProject({ 'words.ts': WORDS, 'gate.ts': GATE })
  cwd = project.root
})

afterAll(() => project[Symbol.dispose]())

describe('regauge run through a pipe', () => {
  test('says each change in a line on stderr and the result on stdout, without a control sequence', async () => {
    const { code, out, err } = await call(RUN, { cwd })
    expect(code).toBe(0)
    expect(err).toMatch(/^split succeeded in \S+$/m)
    expect(err).toMatch(/^each succeeded in \S+ \(3 step runs\)$/m)
    expect(out).toMatch(/^✓ words succeeded in \S+\n {2}run {4}[0-9a-f-]{36}\n {2}stack {2}local\n/)
    expect(out).toContain('steps  5 steps: 5 succeeded\noutputs\n  sum  14\n')
    expect(out + err).not.toContain(ESCAPE)
  })

  test('has colours where they are asked for', async () => {
    const { out } = await call(RUN, { cwd, env: { FORCE_COLOR: '1' } })
    expect(out).toContain(COLOUR)
  })

  test('prints one document with --json and nothing else', async () => {
    expect(await document(RUN, { cwd })).toEqual({
      run: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pipeline: 'words',
      stack: 'local',
      status: 'succeeded',
      steps: { total: 5, succeeded: 5, cached: 0, failed: 0, skipped: 0, cancelled: 0 },
      outputs: { sum: { digest: expect.stringMatching(/^[0-9a-f]{64}$/), size: 2, type: 'json', value: 14 } },
      seconds: expect.any(Number),
    })
  })

  test('ends with 1 where a step fails, and says which one, why and where', async () => {
    const { code, out, err } = await call(['run', 'words.ts', '-p', 'text=one boom'], { cwd })
    expect(code).toBe(1)
    expect(out).toContain('✗ words failed in')
    expect(err).toContain('✗ each[1].measure attempt 2 failed: STEP_FAILED (user)\n  cannot measure boom\n')
    expect(err).toMatch(/ {4}at .*words\.ts:19:\d+/)
    expect(err).toMatch(/hint: Read its log with: regauge runs logs [0-9a-f-]+ 'each\[1\]\.measure'/)
    const told = await call(['run', 'words.ts', '-p', 'text=boom', '--json'], { cwd })
    expect(told).toMatchObject({ code: 1, err: '' })
    expect(JSON.parse(told.out)).toMatchObject({
      status: 'failed',
      steps: { failed: 1 },
      failed: [{ path: 'each[0].measure', attempt: 2, failure: { class: 'user', code: 'STEP_FAILED' } }],
    })
  })

  test('ends by itself whatever the module prints and leaves open', async () => {
    project.write('open.ts', `${WORDS}\nconsole.log('from the module')\nsetInterval(() => {}, 1_000)\n`)
    const { code, out, err } = await call(['run', 'open.ts', '-p', 'text=one', '--json'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: 'from the module\n' })
    expect(JSON.parse(out)).toMatchObject({ status: 'succeeded' })
  })

  test('ends with 3 where the store is out of reach', async () => {
    using broken = createProject({ 'words.ts': WORDS, '.regauge/store': 'no directory' })
    const { code, err } = await call(RUN, { cwd: broken.root })
    expect(code).toBe(3)
    expect(err).toContain('error[STORE_UNREACHABLE]: ')
  })
})

describe('regauge run on a terminal', () => {
  test('redraws a table with the progress of what runs, and leaves the last state of it', async () => {
    const folder = join(cwd, 'live')
    mkdirSync(folder)
    const calling = beginOnTerminal(['run', 'gate.ts', '-p', `folder=${folder}`], { cwd })
    await calling.said('at the gate')
    writeFileSync(join(folder, 'go'), '')
    const { code, out } = await calling.ended
    expect(code).toBe(0)
    expect(out).toContain(`${ESCAPE}[1A`)
    expect(out).toContain(COLOUR)
    const text = plain(out)
    expect(text).toMatch(/gate {2}\S+ {2}on local {2}run [0-9a-f-]{36}/)
    expect(text).toMatch(/each\.?\S* +0\/2 +\S+ {2}[12] running/)
    expect(text).toMatch(/\[[01]\] +\S+ {2}42% {2}at the gate/)
    expect(text).toMatch(/✓ each +2\/2[^]*✓ {3}wait +2\/2 +\S+\n✓ gate succeeded in/)
  })

  test('has no colour with NO_COLOR, and is still redrawn', async () => {
    const { code, out } = await callOnTerminal(RUN, { cwd, env: { NO_COLOR: '1' } })
    expect(code).toBe(0)
    expect(out).toContain(ESCAPE)
    expect(out).not.toContain(COLOUR)
    expect(plain(out)).toContain('5 steps: 5 succeeded')
  })

  test('prints lines on a terminal that cannot be redrawn, and one document with --json', async () => {
    const dumb = await callOnTerminal(RUN, { cwd, env: { TERM: 'dumb' } })
    expect(dumb.out).not.toContain(ESCAPE)
    expect(dumb.out).toContain('each succeeded in')
    const { out } = await callOnTerminal([...RUN, '--json'], { cwd })
    expect(JSON.parse(out)).toMatchObject({ status: 'succeeded' })
  })
})

describe('the parameters of a run', () => {
  const params = async (...words: string[]) => {
    const { run } = await document<{ readonly run: string }>(['run', 'words.ts', ...words], { cwd })
    return (await document<{ readonly params: object }>(['runs', 'show', run], { cwd })).params
  }

  test('are read by their schema: what looks like a number may be text', async () => {
    expect(await params('--param', 'text=007', '--param', 'times=2')).toEqual({ text: '007', times: 2 })
  })

  test('come from a file, over which flags win', async () => {
    project.write('params.yaml', 'text: from the file\ntimes: 1\n')
    expect(await params('--params', 'params.yaml', '-p', 'times=2')).toEqual({ text: 'from the file', times: 2 })
  })

  test('come from stdin for "-"', async () => {
    const words = ['run', 'words.ts', '--params', '-', '--json']
    const { code, out } = await call(words, { cwd, input: '{"text": "a bc"}' })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ outputs: { sum: { value: 3 } } })
  })

  test.each([
    [['-p', 'text=a', '-p', 'tiems=2'], 'error[PARAMS_UNKNOWN]: ', 'Did you mean "times"?'],
    [['-p', 'text=a', '-p', 'times=two'], 'error[PARAMS_MALFORMED]: ', 'Expected a whole number.'],
    [['--params', 'nowhere.yaml'], 'error[PARAMS_FILE_INVALID]: ', 'Check the path'],
    [[], 'error[PARAMS_INVALID]: ', 'text'],
  ])('that are wrong (%j) are told before anything runs', async (words, error, hint) => {
    const { code, out, err } = await call(['run', 'words.ts', ...words], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(error)
    expect(err).toContain(hint)
  })
})

describe('a run with a key', () => {
  test('runs once, however often it is submitted', async () => {
    const submit = () => document<{ readonly run: string }>([...RUN, '--id', 'nightly'], { cwd })
    const [first, second] = await Promise.all([submit(), submit()])
    expect(second.run).toBe(first.run)
    expect((await submit()).run).toBe(first.run)
    const { runs } = await document<{ readonly runs: readonly { readonly run: string }[] }>(['runs', 'list'], { cwd })
    expect(runs.filter(({ run }) => run === first.run)).toHaveLength(1)
  })

  test('belongs to one set of parameters', async () => {
    await call([...RUN, '--id', 'taken'], { cwd })
    const { code, err } = await call(['run', 'words.ts', '-p', 'text=other', '--id', 'taken'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error[RUN_KEY_TAKEN]: ')
  })
})
