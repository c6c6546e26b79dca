import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isProcess } from '../util/is-process.ts'
import type { DriverRecord } from './run-record.ts'

/** A process notes its start a little after the system does, and the system counts from a whole second. */
const TOLERANCE_MS = 10_000

/** Ticks a second of the times in `/proc`, the same on every Linux. */
const TICKS = 100

/**
 * Whether the process of a driver is there; undefined where it is another host's, which nobody here can tell. A process
 * of the same number that began at another time is not the driver.
 */
export function isDriverAlive(driver: DriverRecord['driver']): boolean | undefined {
  if (driver.host !== hostname()) return undefined
  if (!isProcess(driver.pid)) return false
  const started = startOf(driver.pid)
  return started === undefined || Math.abs(started - Date.parse(driver.startedAt)) < TOLERANCE_MS
}

/** When a process of this machine began, in milliseconds since the epoch; undefined where the system does not tell. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces and parentheses itself; the start is the 20th field after it.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1])
    const started = boot * 1_000 + (ticks * 1_000) / TICKS
    return Number.isFinite(started) ? started : undefined
  } catch {
    return undefined
  }
}
