import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { environment } from './environment.ts'

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, '../..')
/** The command, as it is installed. */
export const REGAUGE = join(ROOT, 'packages/cli/bin/regauge.js')

/** What a command printed, and how it ended. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Given the running command, e.g. to signal it when it has printed something. */
  readonly during?: (child: ReturnType<typeof spawn>) => void
}

/** A project in a directory of its own, with the packages of this repository. */
export interface TestProject extends Disposable {
  readonly root: string
  write(path: string, text: string): void
  regauge(words: readonly string[], options?: CommandOptions): Promise<Finished>
  /** The one document that a command with `--json` prints. */
  json<T>(words: readonly string[], options?: CommandOptions): Promise<T>
}

/** Makes a project of files, by path. Disposing removes it. */
export function createProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'regauge-project-')))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const [path, text] of Object.entries({ 'regauge.yaml': '{}\n', ...files })) write(path, text)
  const regauge: TestProject['regauge'] = (words, options) => runCommand(root, words, options)
  return {
    root,
    write,
    regauge,
    async json<T>(words: readonly string[], options?: CommandOptions) {
      const { stdout, stderr } = await regauge([...words, '--json'], options)
      try {
        // The caller names the documented shape of the command's document.
        return JSON.parse(stdout) as T
      } catch (cause) {
        throw new Error(`no document on stdout:\n${stdout}\n${stderr}`, { cause })
      }
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Runs the command in a directory. */
export function runCommand(cwd: string, words: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [REGAUGE, ...words], {
    cwd,
    env: environment(options.env),
    stdio: 'pipe',
  })
  const { promise, resolve: done, reject } = Promise.withResolvers<Finished>()
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  child.on('error', reject)
  child.on('close', (code) => done({ code, ...texts }))
  child.stdin.end(options.input ?? '')
  options.during?.(child)
  return promise
}
