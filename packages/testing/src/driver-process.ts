import { readFileSync } from 'node:fs'
import { detachRun, submitRun, type PreparedRun } from '@regauge/core/run'
import type { RunRecord } from '@regauge/core/records'
import type { OpenedStack } from './stack-under-test.ts'

/** A run that a process of its own drives. Disposing it kills the driver. */
export interface DrivenElsewhere extends Disposable {
  readonly record: RunRecord
  /** Kills the driver hard; doing so twice is no error. */
  kill(): void
}

/** Submits a run and has it driven by another process, which holds the run when this returns. */
export async function driveElsewhere({ stack, root }: OpenedStack, prepared: PreparedRun): Promise<DrivenElsewhere> {
  const { record, epoch } = await submitRun(stack, prepared)
  const { driver } = await detachRun({ projectRoot: root, epoch })
  const kill = () => {
    if (isRunning(driver.pid)) process.kill(driver.pid, 'SIGKILL')
  }
  return { record, kill, [Symbol.dispose]: kill }
}

/** Whether a process of this machine is there and has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !isZombie(pid)
}

/** One that has ended and that nobody has waited for still has its number. Only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
