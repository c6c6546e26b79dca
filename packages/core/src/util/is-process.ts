import { readFileSync } from 'node:fs'

/**
 * Whether a process of this machine is there and has not ended. One that has ended and that nobody has waited for keeps
 * its number; only Linux tells, elsewhere it counts as being there.
 */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    // It is there, and another user's.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    // The name in parentheses may hold spaces and parentheses itself; the state comes after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
