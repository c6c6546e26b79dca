import { readRun } from '@regauge/core/records'
import { prepareResume, submitRun } from '@regauge/core/run'
import { describe, expect } from 'vitest'
import { startDriverProcess } from '../driver-process.ts'
import { firstLines } from '../log-of.ts'
import { driveToEnd } from './drive-to-end.ts'
import { fatesOf, readFinished } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

export function describeAfterDeath(orchestratorTest: OrchestratorTest): void {
  describe('after the death of a driver', () => {
    orchestratorTest('the same run goes on where it was', async ({ opened, patienceMs, capabilities }) => {
      const { stack, root } = opened
      const prepared = await opened.prepare('interrupted', { params: { lastsMs: patienceMs / 6 } })
      const { record, epoch: first } = await submitRun(stack, prepared)
      await using driver = await (opened.startDriver ?? startDriverProcess)(first, opened)
      await firstLines(stack.store, { run: record.run, path: 'survives', patienceMs })
      await driver.kill()
      const view = (await readRun(stack.store, record.run))!
      const epoch = await prepareResume(stack, view, { projectRoot: root })
      await driveToEnd(opened, { record, epoch, patienceMs })

      const finished = await readFinished(opened, record.run)
      expect(finished.end).toMatchObject({ epoch: 2, status: 'succeeded' })
      expect(finished.values).toEqual({ value: 6 })
      const lost = expect.stringMatching(/^(infrastructure|lost)$/) as string
      expect(fatesOf(finished)).toEqual({
        'before@1': 'succeeded',
        ...(capabilities.adoptable ? { 'survives@1': 'succeeded' } : { 'survives@1': lost, 'survives@2': 'succeeded' }),
        'behind@1': 'succeeded',
      })
    })
  })
}
