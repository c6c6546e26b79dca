import { readdirSync, readFileSync } from 'node:fs'

/** The worker processes of a driver. */
export function workersOf(driver: number): readonly number[] {
  try {
    const children = readdirSync(`/proc/${driver}/task`).flatMap((task) =>
      readFileSync(`/proc/${driver}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
    return children.filter((pid) => /worker\.[jt]s/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')))
  } catch {
    // It has just ended.
    return []
  }
}

/** Whether a process is there and has not ended. */
export function isThere(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

export function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was quicker.
  }
}
