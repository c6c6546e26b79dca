import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { SERVERS, type Server, type ServerName } from './servers.ts'

const READY_WITHIN_MS = 120_000
const STOPPED_WITHIN_MS = 10_000

/** A server that answers. Disposing stops it and removes what it kept. */
export interface StartedServer extends AsyncDisposable {
  readonly url: string
  /** Environment variables by which clients find it. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts a server of its own on a free port of an address of this machine, installing it where it is missing. */
export async function startServer(name: ServerName, host = '127.0.0.1'): Promise<StartedServer> {
  const server: Server = SERVERS[name]
  const root = mkdtempSync(join(tmpdir(), `regauge-${name}-`))
  const folder = join(root, 'files')
  mkdirSync(folder)
  const port = await freePort(host)
  const url = `http://${host}:${port}`
  const { words, env = {} } = await server.command({ host, port, folder })
  const log = join(root, 'log')
  const output = openSync(log, 'a')
  const child = spawn(words[0]!, words.slice(1), { env: { ...process.env, ...env }, stdio: ['ignore', output, output] })
  closeSync(output)
  const started = {
    url,
    env: server.env(url),
    async [Symbol.asyncDispose]() {
      await stop(child)
      rmSync(root, { recursive: true, force: true })
    },
  }
  if (await answers(child, `${url}${server.ready}`)) return started
  const said = readFileSync(log, 'utf8').slice(-2_000)
  await started[Symbol.asyncDispose]()
  throw new Error(`The server "${name}" does not answer at ${url}:\n${said}`)
}

async function answers(child: ChildProcess, url: string): Promise<boolean> {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end && child.exitCode === null;) {
    // Any answer will do: some servers have no page of their own for this.
    const found = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (found !== undefined && found.status < 500) return true
    await pause(50)
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
  await exited
  clearTimeout(timer)
}
