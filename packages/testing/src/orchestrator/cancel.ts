import { requestCancel } from '@regauge/core/run'
import { describe, expect } from 'vitest'
import { firstLines } from '../log-of.ts'
import { fatesOf, runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

export function describeCancel(orchestratorTest: OrchestratorTest): void {
  describe('cancelling', () => {
    orchestratorTest(
      'a cancel that is asked for in the store ends every attempt, and nothing more begins',
      async (test) => {
        const { store } = test.opened.stack
        const finished = await runPipeline(test, 'waiting', {
          async during(run) {
            await firstLines(store, { run, path: 'waits', patienceMs: test.patienceMs })
            await requestCancel(store, run, 1)
          },
        })
        expect(finished.end.status).toBe('cancelled')
        const { 'count@1': before, ...cancelled } = fatesOf(finished)
        expect(before).toBe('succeeded')
        expect(cancelled).toMatchObject({ 'waits@1': 'cancelled' })
        expect(new Set(Object.values(cancelled))).toEqual(new Set(['cancelled']))
        expect(Object.keys(cancelled)).not.toContain('add@1')
        const unreached = finished.attempts.filter(({ failure }) => failure?.code === 'STEP_UNREACHED')
        expect(unreached).toEqual([])
      },
    )
  })
}
