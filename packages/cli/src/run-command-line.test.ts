import { describe, expect, test } from 'vitest'
import { recordedContext } from './context.fixture.ts'
import { runCommandLine } from './run-command-line.ts'

async function call(...words: string[]) {
  const context = recordedContext()
  const exitCode = await runCommandLine(words, context, '1.2.3')
  return { exitCode, ...context.written() }
}

describe('the command line', () => {
  test('prints help and version on stdout', async () => {
    expect(await call('--help')).toMatchObject({ exitCode: 0, err: '', out: expect.stringContaining('Usage: regauge') })
    expect(await call('--version')).toEqual({ exitCode: 0, err: '', out: '1.2.3\n' })
    expect(await call('help', 'run')).toMatchObject({ exitCode: 0, out: expect.stringContaining('--fail-mode') })
  })

  test('every command says what it does and takes', async () => {
    const { out } = await call('--help')
    const commands = [...out.matchAll(/^ {2}([a-z]+)\b/gm)].map((match) => match[1]!).filter((name) => name !== 'help')
    expect(commands).toEqual(
      expect.arrayContaining([
        'init',
        'run',
        'compile',
        'runs',
        'artifacts',
        'stack',
        'flavor',
        'doctor',
        'completion',
      ]),
    )
    for (const command of commands) expect((await call(command, '--help')).out).toContain(`regauge ${command}`)
  })

  test('a command that is not there names the closest one', async () => {
    expect(await call('rnu')).toEqual({
      exitCode: 2,
      out: '',
      err: 'error[USAGE_INVALID]: Unknown command "rnu".\nhint: Did you mean run? See `regauge --help`.\nsee docs/errors.md#usage_invalid\n',
    })
  })

  test('an option that is not there names the closest one and the command', async () => {
    expect((await call('runs', 'list', '--stak', 'k8s')).err).toBe(
      'error[USAGE_INVALID]: Unknown option "--stak".\nhint: Did you mean --stack? See `regauge runs list --help`.\nsee docs/errors.md#usage_invalid\n',
    )
  })

  test('a missing argument, a bad choice and too many words are bad usage', async () => {
    expect((await call('run')).err).toContain('Missing required argument "module".')
    expect((await call('compile', 'x.ts', '--format', 'png')).err).toContain(
      'Allowed choices are json, yaml, mermaid, dot.',
    )
    expect(await call('stack', 'list', 'extra')).toMatchObject({ exitCode: 2 })
    expect(await call('runs', 'list', '--limit', 'ten')).toMatchObject({ exitCode: 2 })
  })

  test('a group without its verb prints its help on stderr', async () => {
    expect(await call('runs')).toMatchObject({ exitCode: 2, out: '', err: expect.stringContaining('regauge runs') })
  })

  test('mistakes are JSON on stdout with --json', async () => {
    const { exitCode, out, err } = await call('runs', 'list', '--json', '--stak')
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' })
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'USAGE_INVALID',
        message: 'Unknown option "--stak".',
        hint: 'Did you mean --stack? See `regauge runs list --help`.',
        details: {},
      },
    })
  })

  test('a directory that is none is bad usage', async () => {
    const { exitCode, err } = await call('-C', '/nowhere/at/all', 'stack', 'list')
    expect(exitCode).toBe(2)
    expect(err).toContain('--cwd names no directory: "/nowhere/at/all".')
  })
})
