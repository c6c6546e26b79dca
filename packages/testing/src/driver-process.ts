import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { detachRun, submitRun, type PreparedRun } from '@regauge/core/run'
import type { RunRecord } from '@regauge/core/records'
import type { OpenedStack } from './stack-under-test.ts'

/** A run that a process of its own drives. Disposing it kills the driver. */
export interface DrivenElsewhere extends AsyncDisposable {
  readonly record: RunRecord
  /** Kills the driver hard, and resolves when it is gone; doing so twice is no error. */
  kill(): Promise<void>
}

/** Submits a run and has it driven by another process, which holds the run when this returns. */
export async function driveElsewhere({ stack, root }: OpenedStack, prepared: PreparedRun): Promise<DrivenElsewhere> {
  const { record, epoch } = await submitRun(stack, prepared)
  const { driver } = await detachRun({ projectRoot: root, epoch })
  const kill = async () => {
    if (exists(driver.pid)) process.kill(driver.pid, 'SIGKILL')
    // It is a child of this process, which waits for it.
    while (exists(driver.pid)) await pause(10)
  }
  return { record, kill, [Symbol.asyncDispose]: kill }
}

/** Whether a process of this machine is there and has not ended. */
export function isRunning(pid: number): boolean {
  return exists(pid) && !isZombie(pid)
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** One that has ended and that nobody has waited for still has its number. Only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
