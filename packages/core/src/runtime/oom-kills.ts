import { readFileSync } from 'node:fs'

/** Where the two versions of control groups keep the count, as a container sees its own group. */
const FILES = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control']

/**
 * A count of the processes of this container that the kernel has killed for want of memory, as far as the system tells;
 * else always 0. The line `oom_kill N` stands in `memory.events` of cgroup v2 and, from Linux 4.13 on, in
 * `memory.oom_control` of v1 (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of the kernel).
 */
export function oomKills(files: readonly string[] = FILES): number {
  for (const file of files) {
    const count = countIn(file)
    if (count !== undefined) return count
  }
  return 0
}

function countIn(file: string): number | undefined {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    return count === undefined ? undefined : Number(count)
  } catch {
    return undefined
  }
}
