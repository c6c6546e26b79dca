import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

const ROOT = resolve(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'packages/cli/bin/regauge.js')

/** What a call of the command left. */
export interface Called {
  /** Null where a signal ended it. */
  readonly exitCode: number | null
  readonly out: string
  readonly err: string
}

/** Where and how the command is called. */
export interface CallOptions {
  readonly cwd: string
  readonly env?: { readonly [name: string]: string }
  readonly input?: string
}

/** A call that is under way. */
export interface Calling {
  readonly pid: number
  readonly ended: Promise<Called>
  /** Resolves when stderr has had a text; rejects where the call ends before. */
  readonly said: (text: string) => Promise<void>
  signal(name: NodeJS.Signals): void
}

/** Calls the built command through pipes. */
export function call(words: readonly string[], options: CallOptions): Calling {
  const child = spawn(process.execPath, [BIN, ...words], { cwd: options.cwd, env: environment(options.env) })
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const heard = listen(child.stderr)
  const closed = new Promise<number | null>((settle, reject) => child.once('close', settle).once('error', reject))
  const ended = Promise.all([closed, text(child.stdout)]).then(([exitCode, out]) => ({
    exitCode,
    out,
    err: heard.all(),
  }))
  return {
    pid: child.pid!,
    ended,
    said: heard.said,
    signal: (name) => child.kill(name),
  }
}

/** Calls the built command and waits for its end. */
export function regauge(words: readonly string[], options: CallOptions): Promise<Called> {
  return call(words, options).ended
}

/** Calls the built command on a pseudo-terminal, where stdout and stderr are one stream. */
export function callOnTerminal(words: readonly string[], options: CallOptions): Calling {
  const line = [process.execPath, BIN, ...words].map(quote).join(' ')
  const script = ['-q', '-e', '-c', `stty rows 24 cols 80; exec ${line}`, '/dev/null']
  const child = spawn('script', script, { cwd: options.cwd, env: environment({ TERM: 'xterm', ...options.env }) })
  const heard = listen(child.stdout)
  const closed = new Promise<number | null>((settle, reject) => child.once('close', settle).once('error', reject))
  return {
    pid: child.pid!,
    ended: closed.then((exitCode) => ({ exitCode, out: heard.all(), err: '' })),
    said: heard.said,
    // As a key press: the terminal turns it into a signal for the whole foreground group.
    signal: () => child.stdin.write('\u0003'),
  }
}

function listen(stream: NodeJS.ReadableStream): { all(): string; readonly said: (text: string) => Promise<void> } {
  let all = ''
  let over = false
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const each of waiting) each()
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    all += chunk
    wake()
  })
  stream.on('end', () => {
    over = true
    wake()
  })
  return {
    all: () => all,
    said: (wanted) =>
      new Promise((settle, reject) => {
        const look = () => {
          if (all.includes(wanted)) settle()
          else if (over) reject(new Error(`It ended without saying ${JSON.stringify(wanted)}. It said:\n${all}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Nothing of the tests' own environment that would change what the command does. */
function environment(own: CallOptions['env']): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR, ...own }
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** A directory of a test's own with these files, where the packages of this repository can be imported. */
export interface Project extends AsyncDisposable {
  readonly directory: string
}

export async function createProject(files: { readonly [path: string]: string } = {}): Promise<Project> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'regauge-cli-')))
  await linkPackages(directory)
  for (const [path, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
  }
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) }
}

/** Links what a project imports, as `npm install` would have put it there. */
export async function linkPackages(directory: string): Promise<void> {
  const modules = join(directory, 'node_modules')
  await mkdir(modules, { recursive: true })
  for (const name of ['@regauge', 'zod']) await symlink(join(ROOT, 'node_modules', name), join(modules, name))
}
