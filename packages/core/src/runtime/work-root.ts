import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isProcess } from '../util/is-process.ts'

const NAME = /^[a-z]+-(?<host>.*)-(?<pid>\d+)-[^-]+$/
/** A worker that has lost its driver ends within 5 s by itself. */
const PATIENCE_MS = 5_000
const POLL_MS = 50

/** The file of a worker's directory that holds its process number. */
export const PID_FILE = 'pid'

/**
 * Makes a directory of this process's own below `parent`, and removes those of processes that are no more, once their
 * workers have ended too. `purpose` is a word of small letters, for people.
 */
export async function makeWorkRoot(parent: string, purpose: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const { host, pid } = NAME.exec(name)?.groups ?? {}
    // Of another host's processes (a container that shares the project, say) nobody here can tell.
    if (host === hostname() && !isProcess(Number(pid))) await clear(join(parent, name))
  }
  return mkdtemp(join(parent, `${purpose}-${hostname()}-${process.pid}-`))
}

async function clear(root: string): Promise<void> {
  const workers = await workersOf(root)
  const until = performance.now() + PATIENCE_MS
  while (workers.some(isProcess) && performance.now() < until) await pause(POLL_MS)
  await rm(root, { recursive: true, force: true })
}

async function workersOf(root: string): Promise<readonly number[]> {
  const names = await readdir(root).catch(() => [])
  const pids = await Promise.all(
    names.map((name) => readFile(join(root, name, PID_FILE), 'utf8').catch(() => undefined)),
  )
  return pids.map(Number).filter((pid) => pid > 0)
}
