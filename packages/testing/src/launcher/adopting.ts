import { describe, expect } from 'vitest'
import { isProcess } from '@regauge/core/runtime'
import { submitRun } from '@regauge/core/run'
import { startDriverProcess } from '../driver-process.ts'
import { firstLines } from '../log-of.ts'
import type { LauncherTest, LauncherTestContext } from './launcher-test.ts'
import { openTestLauncher, type TestLauncher } from './test-launcher.ts'

export function describeAdopting(launcherTest: LauncherTest): void {
  describe('adopting', () => {
    launcherTest('nothing is adopted where nobody was before', async ({ launcher }) => {
      expect(await launcher.launcher.adopt()).toEqual([])
    })

    launcherTest('an adoption whose signal has aborted throws its reason', async ({ launcher }) => {
      const reason = new Error('not wanted any more')
      await expect(launcher.launcher.adopt({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    })

    launcherTest('what a disposed launcher has left is adopted, or has ended, as declared', async (test) => {
      const { launcher, opened, place, patienceMs } = test
      const ms = patienceMs / 6
      await launcher.launcher.start(launcher.bundle([launcher.envelope('sleeps', { inputs: { ms: { value: ms } } })]))
      await launcher.started('sleeps@1')
      await launcher.launcher[Symbol.asyncDispose]()
      const { run } = launcher.context
      await using next = await openTestLauncher(opened, launcher.prepared, { place, patienceMs, run, epoch: 2 })
      const alive = await next.launcher.adopt()
      if (!test.capabilities.adoptable) return expect(alive).toEqual([])
      expect(alive).toEqual([{ id: 'sleeps@1', attempts: [{ path: 'sleeps', attempt: 1, started: true }] }])
      await next.ended('sleeps@1')
      expect(await next.outcome('sleeps')).toMatchObject({ status: 'succeeded', epoch: 1 })
    })

    launcherTest('what a killed driver has left is adopted, or has ended, as declared', async (test) => {
      const { pid, next } = await killDriver(test)
      await using launcher = next
      const alive = await launcher.launcher.adopt()
      if (!test.capabilities.adoptable) {
        expect(alive).toEqual([])
        const { image, remote } = test.capabilities
        if (image === 'host' && !remote) expect(isProcess(pid)).toBe(false)
        return
      }
      expect(alive).toEqual([{ id: 'lasts@1', attempts: [{ path: 'lasts', attempt: 1, started: true }] }])
      await launcher.launcher.cancel(['lasts@1'], { reason: 'cancelled', graceMs: 200 })
      await launcher.ended('lasts@1')
      expect(await launcher.outcome('lasts')).toMatchObject({ failure: { class: 'cancelled' } })
    })
  })
}

/** A launcher of the second epoch of a run, and the process in which a step of the first, killed one ran or runs. */
interface AfterKill {
  readonly next: TestLauncher
  /** By the step's own account, so that it says nothing where the step has processes of its own. */
  readonly pid: number
}

async function killDriver({ opened, place, patienceMs }: LauncherTestContext): Promise<AfterKill> {
  const policy = place === 'orchestrator' ? {} : { operator: place }
  const prepared = await opened.prepare('lasting', { policy })
  const { epoch } = await submitRun(opened.stack, prepared)
  const { run } = epoch
  await using driver = await (opened.startDriver ?? startDriverProcess)(epoch, opened)
  const [line] = await firstLines(opened.stack.store, { run, path: 'lasts', patienceMs })
  await driver.kill()
  const next = await openTestLauncher(opened, prepared, { place, patienceMs, run, epoch: 2 })
  return { next, pid: Number(/\d+/.exec(line!)?.[0]) }
}
