import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '@regauge/core'
import { readRun, type RunView } from '@regauge/core/records'
import { driveRun, type EpochSpec, requestCancel } from '@regauge/core/run'
import type { OpenedStack } from '../stack-under-test.ts'

/** Which epoch of which run, and how long it may take. */
export interface DriveToEndOptions {
  readonly record: RunView['record']
  readonly epoch: EpochSpec
  readonly patienceMs: number
}

/** How often the records of a run that is driven elsewhere are looked at. */
const LOOK_MS = 200

/**
 * Drives an epoch of a run to its end: in this process, or where the stack under test has its drivers. A run that outlasts
 * the kit's patience is cancelled, and so has failed.
 */
export async function driveToEnd(opened: OpenedStack, { patienceMs, ...taken }: DriveToEndOptions): Promise<void> {
  const { stack, root, secrets, startDriver } = opened
  if (!startDriver) {
    await driveRun({ stack, projectRoot: root, secrets, ...taken, cancel: AbortSignal.timeout(patienceMs) })
    return
  }
  const driver = await startDriver(taken.epoch, opened)
  try {
    await untilEnd(stack.store, taken.record.run, patienceMs)
  } finally {
    await driver.kill()
  }
}

/** A driver that has died by itself may have been followed by the next one, so that the epoch is whichever is the last. */
async function untilEnd(store: ArtifactStore, run: string, patienceMs: number): Promise<void> {
  const started = performance.now()
  for (;;) {
    const view = await readRun(store, run)
    if (view?.end) return
    const elapsed = performance.now() - started
    if (elapsed > 2 * patienceMs) throw new Error(`Run "${run}" has not ended, although it was cancelled.`)
    if (elapsed > patienceMs && view) await requestCancel(store, run, view.epoch)
    await pause(LOOK_MS)
  }
}
