import { setTimeout as pause } from 'node:timers/promises'
import { detachRun } from '@regauge/core/run'
import { isProcess } from '@regauge/core/runtime'
import type { StartDriver } from './driver-under-test.ts'

/** Drives a run in another process of this machine. */
export const startDriverProcess: StartDriver = async (epoch, { root }) => {
  const { driver } = await detachRun({ projectRoot: root, epoch })
  const kill = async () => {
    if (isProcess(driver.pid)) process.kill(driver.pid, 'SIGKILL')
    while (isProcess(driver.pid)) await pause(10)
  }
  return { kill, [Symbol.asyncDispose]: kill }
}
