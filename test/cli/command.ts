import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { environment } from '../support/environment.ts'
import { ROOT } from '../support/project.ts'

/** The built command's own file. */
export const BIN = join(ROOT, 'packages/cli/bin/regauge.js')

/** What a call of the command left. */
export interface Called {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly out: string
  /** Empty on a terminal, where both streams are one. */
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
  readonly ended: Promise<Called>
  /** Resolves when its progress has had a text; rejects where the call ends before. */
  readonly said: (text: string) => Promise<void>
  /** Ctrl-C: a signal or, on a terminal, the key. */
  readonly interrupt: () => void
}

/** Calls the command through pipes and waits for its end. */
export function call(words: readonly string[], options: CallOptions): Promise<Called> {
  return begin(words, options).ended
}

/** Calls the command through pipes. */
export function begin(words: readonly string[], options: CallOptions): Calling {
  const child = spawn(process.execPath, [BIN, ...words], { cwd: options.cwd, env: environment(options.env) })
  const out = listen(child.stdout)
  const err = listen(child.stderr)
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return {
    ended: closed(child).then((code) => ({ code, out: out.all(), err: err.all() })),
    said: err.said,
    interrupt: () => child.kill('SIGINT'),
  }
}

/** Calls the command on a pseudo-terminal of 80 columns and 24 rows. */
export function beginOnTerminal(words: readonly string[], options: CallOptions): Calling {
  const line = [process.execPath, BIN, ...words].map(quoted).join(' ')
  const script = ['-qec', `stty rows 24 cols 80; exec ${line}`, '/dev/null']
  const child = spawn('script', script, { cwd: options.cwd, env: environment({ TERM: 'xterm', ...options.env }) })
  const out = listen(child.stdout)
  return {
    ended: closed(child).then((code) => ({ code, out: out.all(), err: '' })),
    said: out.said,
    interrupt: () => child.stdin.write('\u0003'),
  }
}

/** Calls the command on a pseudo-terminal and waits for its end. */
export function callOnTerminal(words: readonly string[], options: CallOptions): Promise<Called> {
  return beginOnTerminal(words, options).ended
}

/** Calls the command with `--json` and returns the one document that it prints; nothing may be on stderr. */
export async function document<T>(words: readonly string[], options: CallOptions): Promise<T> {
  const { out, err } = await call([...words, '--json'], options)
  if (err !== '') throw new Error(`It said on stderr:\n${err}`)
  // The caller names the documented shape.
  return JSON.parse(out) as T
}

/** Calls the command by a line of bash, in which `$REGAUGE` is the command. */
export function callInShell(line: string, cwd: string): Called {
  const script = line.replaceAll('$REGAUGE', `"${process.execPath}" "${BIN}"`)
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8', env: environment() })
  return { code: status, out: stdout, err: stderr }
}

/** What a terminal shows as text: without colours and movements of the cursor. */
export const plain = (text: string) => stripVTControlCharacters(text).replaceAll('\r', '')

/** Whether a process is there and no zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

interface Listening {
  readonly all: () => string
  readonly said: (text: string) => Promise<void>
}

function listen(stream: NodeJS.ReadableStream): Listening {
  let all = ''
  let isOver = false
  const waiting = new Set<() => void>()
  const wake = () => waiting.forEach((look) => look())
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    all += chunk
    wake()
  })
  stream.on('end', () => {
    isOver = true
    wake()
  })
  const said = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!all.includes(wanted) && !isOver) return
        waiting.delete(look)
        if (all.includes(wanted)) resolve()
        else reject(new Error(`It ended without saying ${JSON.stringify(wanted)}. It said:\n${all}`))
      }
      waiting.add(look)
      look()
    })
  return { all: () => all, said }
}

function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
