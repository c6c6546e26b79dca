import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environment } from './environment.ts'
import { createProject, REGAUGE, type TestProject } from './project.ts'

/** Each step notes that it ran. `fit` fails where a file says so; `slow` waits while a file is there. */
export const PIPELINE = `
import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const ran = (path: string) => appendFileSync('ran.txt', path + '\\n')
const number = z.number()
const load = step({ name: 'load', inputs: {}, outputs: { all: z.array(number) },
  run(_, { path }) { ran(path); return { all: [1, 2, 3] } } })
const fit = step({ name: 'fit', inputs: { n: number }, outputs: { n: number },
  run({ n }, { path }) {
    ran(path)
    if (existsSync('broken-' + n)) throw new Error('item ' + n + ' is broken')
    return { n: n * 10 }
  } })
const slow = step({ name: 'slow', inputs: { all: z.array(number) }, outputs: { sum: number },
  async run({ all }, { path, signal, log }) {
    log.info('begun')
    ran(path)
    ran('pid ' + process.pid)
    if (existsSync('spin')) for (;;);
    while (existsSync('wait')) await pause(20, undefined, existsSync('stubborn') ? {} : { signal })
    return { sum: all.reduce((a, b) => a + b, 0) }
  } })
const page = step({ name: 'page', inputs: { path: z.string() }, outputs: {}, run({ path }) { ran('page ' + path) } })
const announce = step({ name: 'announce', inputs: { status: z.string() }, outputs: {},
  run({ status }) { ran('announce ' + status) } })

export const main = pipeline({
  name: 'main', params: z.object({}), failMode: 'continue', onEnd: announce,
  build({ run, map }) {
    const { all } = run(load, {})
    const fits = map(all, (n) => run(fit, { n }, { onFailure: page }), { name: 'sweep' })
    return run(slow, { all: fits.n }, { grace: '1s' })
  },
})
`

/** A project with the pipeline, and with empty files that tell its steps what to do. */
export function createExample(...files: readonly string[]): TestProject {
  return createProject({ 'pipeline.ts': PIPELINE, ...Object.fromEntries(files.map((file) => [file, ''])) })
}

/** What ran since the last time that this was asked, in no particular order. */
export function ranIn({ root }: TestProject): readonly string[] {
  const file = join(root, 'ran.txt')
  const ran = linesOf(file)
  if (ran.length > 0) writeFileSync(file, '')
  return ran.filter((line) => !line.startsWith('pid ')).toSorted()
}

/** Resolves when `slow` has begun, so many times since `ranIn` was asked, with its process. */
export async function slowBegan({ root }: TestProject, times = 1): Promise<number> {
  for (;;) {
    const pids = linesOf(join(root, 'ran.txt')).filter((line) => line.startsWith('pid '))
    if (pids.length >= times) return Number(pids.at(-1)!.slice(4))
    await pause(20)
  }
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}

/** A command that goes on until something happens. */
export interface Begun {
  readonly pid: number
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
  signal(name: NodeJS.Signals): void
}

/** Begins a command. */
export function begin({ root }: TestProject, words: readonly string[]): Begun {
  const child = spawn(process.execPath, [REGAUGE, ...words], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return {
    pid: child.pid!,
    ended: once(child, 'close').then(() => ({ code: child.exitCode, stderr })),
    signal: (name) => child.kill(name),
  }
}
