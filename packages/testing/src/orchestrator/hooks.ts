import { describe, expect } from 'vitest'
import { runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

export function describeHooks(orchestratorTest: OrchestratorTest): void {
  describe('hooks', () => {
    orchestratorTest('hooks run after what they belong to, are told of it, and change nothing', async (context) => {
      const { end, attempts } = await runPipeline(context, 'hooks')
      expect(end).toMatchObject({ status: 'failed', steps: { succeeded: 1, failed: 1 } })
      const noted = attempts.flatMap(({ path, outputs }) => (outputs['noted'] ? [[path, outputs['noted'].value]] : []))
      expect(Object.fromEntries(noted)).toEqual({
        'works.onSuccess.didWell': ['works', 'succeeded', null],
        'works.onEnd.ended': ['works', 'succeeded', null],
        'breaks.onFailure.failed': ['breaks', 'failed', 'STEP_FAILED'],
        'breaks.onEnd.ended': ['breaks', 'failed', 'STEP_FAILED'],
        'onFailure.runFailed': ['', 'failed', 'STEP_FAILED'],
        'onEnd.runEnded': ['', 'failed', 'STEP_FAILED'],
      })
    })
  })
}
