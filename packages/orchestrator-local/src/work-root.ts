import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

const NAME = /^local-(?<host>.*)-(?<pid>\d+)-[^-]+$/

/** Makes a directory of this process's own, and removes those that processes left behind which are no more. */
export async function makeWorkRoot(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const { host, pid } = NAME.exec(name)?.groups ?? {}
    // Of another host's processes (a container that shares the project, say) nobody here can tell.
    if (host === hostname() && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true })
  }
  return mkdtemp(join(parent, `local-${hostname()}-${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Somebody else's process is alive too.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
