import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, globSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What is installed once for all checkouts of this user. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'regauge-services')

/** A program of a Go module, built on first use, as the path of its file. Takes Go itself from the path. */
export function goProgram(module: string, version: string): Promise<string> {
  return installed('go', `${module}@${version}`, async (folder) => {
    await run('go', ['install', '-trimpath', `${module}@${version}`], {
      GOBIN: folder,
      CGO_ENABLED: '0',
      GOFLAGS: '-buildvcs=false',
    })
  }).then((folder) => globSync(join(folder, '*'))[0]!)
}

/**
 * The folder of an npm package, installed on first use. Of what it depends on, nothing younger than `before` is taken, so
 * that everybody has the same.
 */
export function npmPackage(name: string, version: string, before: string): Promise<string> {
  return installed('npm', `${name}@${version}`, async (folder) => {
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts']
    await run('npm', ['install', ...quiet, `--before=${before}`, '--prefix', folder, `${name}@${version}`])
  }).then((folder) => join(folder, 'node_modules', name))
}

/** Installs beside the place and then moves it there, so that what is there is whole. */
async function installed(sort: string, id: string, install: (folder: string) => Promise<void>): Promise<string> {
  const place = join(CACHE, sort, id.replaceAll('/', '_'))
  if (existsSync(place)) return place
  mkdirSync(join(CACHE, sort), { recursive: true })
  const fresh = mkdtempSync(`${place}.`)
  process.stderr.write(`services: installing ${id}\n`)
  await install(fresh)
  try {
    renameSync(fresh, place)
  } catch (thrown) {
    // Somebody else was as quick.
    if (!existsSync(place)) throw thrown
  }
  return place
}

async function run(command: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(command, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = join(CACHE, `${command}.log`)
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      appendFileSync(log, text)
      last = (last + text).slice(-2_000)
    })
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.on('error', (cause) => reject(new Error(`The services need "${command}" on the path.`, { cause })))
  child.on('close', (code) => {
    if (code === 0) resolve()
    else reject(new Error(`${command} ${words.join(' ')} ended with ${code}; see ${log}:\n${last}`))
  })
  return promise
}
