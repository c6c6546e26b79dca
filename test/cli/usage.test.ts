import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { BIN, call, callInShell, callOnTerminal, document, plain } from './command.ts'
import { WORDS } from './pipelines.ts'

let project: TestProject
let cwd: string

beforeAll(() => {
  project = createProject({ 'words.ts': WORDS, 'steps/fit.ts': '', 'stacks/gpu.yaml': 'name: gpu\nextends: local\n' })
  cwd = project.root
})

afterAll(() => project[Symbol.dispose]())

describe('the command line', () => {
  test('explains itself on stdout', async () => {
    const { code, out, err } = await call(['--help'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Usage: regauge \[options\] \[command\]\n/)
    expect((await call(['--version'], { cwd })).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(plain((await callOnTerminal(['run', '--help'], { cwd })).out)).toContain('Usage: regauge run')
  })

  test.each([
    [['rnu'], 'Unknown command "rnu".', 'Did you mean run? See `regauge --help`.'],
    [['run', 'words.ts', '--paramms', 'x'], 'Unknown option "--paramms".', 'See `regauge run --help`.'],
    [
      ['compile', 'words.ts', '-f', 'png'],
      'Allowed choices are json, yaml, mermaid, dot.',
      'See `regauge compile --help`.',
    ],
    [['-C', 'nowhere', 'stack', 'list'], '--cwd names no directory: "nowhere".', 'See `regauge stack list --help`.'],
  ])('that is wrong (%j) is told in two lines', async (words, problem, hint) => {
    const { code, out, err } = await call(words, { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^error\[USAGE_INVALID\]: /)
    expect(err).toContain(problem)
    expect(err).toContain(hint)
  })

  test('takes another directory, and tells errors as documents', async () => {
    const { stacks } = await document<{ readonly stacks: readonly object[] }>(['-C', cwd, 'stack', 'list'], {
      cwd: '/',
    })
    expect(stacks).toMatchObject([{ name: 'gpu' }, { name: 'local' }])
    const { code, out, err } = await call(['run', 'wrods.ts', '--json'], { cwd })
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'MODULE_NOT_FOUND', message: expect.any(String) } })
  })

  test('says so where its result could not be written', () => {
    const { code, err } = callInShell('$REGAUGE stack list >/dev/full', cwd)
    expect(code).toBe(1)
    expect(err).toContain('error[OUTPUT_FAILED]: ')
  })

  test('is content with a reader that goes', () => {
    expect(callInShell('set -o pipefail; $REGAUGE --help | head -1', cwd)).toMatchObject({ code: 0, err: '' })
  })

  test('says so where it is called in a directory that is gone', () => {
    const { code, err } = callInShell('mkdir gone && cd gone && rmdir ../gone && $REGAUGE stack list', cwd)
    expect(code).toBe(2)
    expect(err).toContain('error[USAGE_INVALID]: ')
    expect(err).toContain('The working directory is gone: ')
  })
})

describe('an older Node', () => {
  test('can read the command and says in a sentence that it is too old', () => {
    const source = readFileSync(BIN, 'utf8')
    expect(transformSync(source, { target: 'es5' }).warnings).toEqual([])
    const old = join(cwd, 'old.cjs')
    writeFileSync(old, "Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } })")
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', old, BIN, 'run'], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe(
      'Regauge needs Node 24 or newer, and this is Node 18.20.8. Get one at https://nodejs.org/en/download\n',
    )
  })
})

describe('regauge compile', () => {
  const compile = async (format: string) =>
    (await call(['compile', 'words.ts', '-p', 'text=a b', '--format', format], { cwd })).out

  test('prints the plan as data', async () => {
    expect(await compile('yaml')).toContain('path: each.measure')
    const plan = await document(['compile', 'words.ts', '-p', 'text=a b'], { cwd })
    expect(JSON.parse(await compile('json'))).toEqual(plan)
    expect(plan).toMatchObject({ pipeline: 'words', stack: { name: 'local' } })
  })

  test('prints the plan as a graph', async () => {
    expect(await compile('mermaid')).toMatch(/^flowchart TD\n[^]*"map each"/)
    expect(await compile('dot')).toMatch(/^digraph /)
  })
})

describe('completion', () => {
  const complete = async (...words: string[]) =>
    (await call(['complete', '--', ...words], { cwd })).out.split('\n').map((line) => line.split('\t')[0])

  test('knows commands, options and their values', async () => {
    expect(await complete('ru')).toEqual(expect.arrayContaining(['run', 'runs']))
    expect(await complete('run', 'words.ts', '--')).toEqual(expect.arrayContaining(['--param', '--detach']))
    expect(await complete('compile', 'words.ts', '--format', '')).toEqual(expect.arrayContaining(['mermaid', 'dot']))
  })

  test('knows modules, stacks and runs', async () => {
    expect(await complete('run', '')).toEqual(expect.arrayContaining(['words.ts', 'steps/']))
    expect(await complete('run', 'words.ts', '--stack', '')).toEqual(expect.arrayContaining(['gpu', 'local']))
    const { run } = await document<{ readonly run: string }>(['run', 'words.ts', '-p', 'text=a'], { cwd })
    expect(await complete('runs', 'show', '')).toEqual(expect.arrayContaining(['latest', run]))
  })

  test('knows the values of options, and files where a path is wanted', async () => {
    expect(await complete('runs', 'list', '--status', 'f')).toContain('failed')
    expect(await complete('runs', 'list', '--status=s')).toContain('succeeded')
    expect(await complete('stack', 'new', 'other', '--extends', '')).toEqual(expect.arrayContaining(['gpu', 'local']))
    expect(await complete('stack', 'doctor', 'g')).toContain('gpu')
    expect(await complete('flavor', 'test', '--kind', 'o')).toContain('orchestrator')
    expect(await complete('flavor', 'test', '--config', 'stacks/')).toContain('stacks/gpu.yaml')
    expect(await complete('run', 'words.ts', '--params', '')).not.toContain('words.ts')
  })

  test('minds what stands before the command', async () => {
    expect(await complete('-C', 'stacks', '--json', 'stack', 'use', '')).toEqual(
      expect.arrayContaining(['gpu', 'local']),
    )
    expect(await complete('-C', 'st')).toContain('stacks/')
  })

  test.each(['bash', 'zsh', 'fish'])('has a script for %s', async (shell) => {
    const { code, out } = await call(['completion', shell], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('regauge complete --')
  })

  test('completes in bash', async () => {
    const { out: script } = await call(['completion', 'bash'], { cwd })
    // As much of the bash-completion package as the script calls.
    const surroundings = `
      regauge() { '${process.execPath}' '${BIN}' "$@"; }
      _get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; }
      compopt() { :; }
    `
    const press = `COMP_WORDS=(regauge stack use g); COMP_CWORD=3; __regauge_complete; echo "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', `${surroundings}\n${script}\n${press}`], {
      cwd,
      encoding: 'utf8',
    })
    expect({ stdout, stderr }).toEqual({ stdout: 'gpu\n', stderr: '' })
  })
})
