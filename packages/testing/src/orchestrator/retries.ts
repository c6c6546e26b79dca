import { describe, expect } from 'vitest'
import { fatesOf, runPipeline } from './finished-run.ts'
import type { OrchestratorTest } from './orchestrator-test.ts'

export function describeRetries(orchestratorTest: OrchestratorTest): void {
  describe('retries', () => {
    orchestratorTest('a step that fails is tried again as often as it may be', async (context) => {
      const finished = await runPipeline(context, 'failsTwice')
      expect(fatesOf(finished)).toEqual({
        'fragile@1': 'user',
        'fragile@2': 'user',
        'fragile@3': 'succeeded',
        'give@1': 'succeeded',
      })
      expect(finished.values).toEqual({ value: 3 })
    })

    orchestratorTest(
      'a step whose attempts are used up fails the run, and nothing behind it begins',
      async (context) => {
        const finished = await runPipeline(context, 'failsAlways')
        expect(fatesOf(finished)).toEqual({ 'fragile@1': 'user', 'fragile@2': 'user' })
        expect(finished.end).toMatchObject({ status: 'failed', steps: { failed: 1 } })
        expect(finished.end.failed).toMatchObject([{ path: 'fragile', attempt: 2, failure: { class: 'user' } }])
      },
    )

    orchestratorTest('a step that says that no attempt can do well is not tried again', async (context) => {
      const finished = await runPipeline(context, 'givesUp')
      expect(fatesOf(finished)).toEqual({ 'fragile@1': 'user' })
      expect(finished.end.status).toBe('failed')
    })

    orchestratorTest(
      'what kills an attempt from outside is not charged to the attempts of the step',
      async (context) => {
        const finished = await runPipeline(context, 'isKilledOnce')
        expect(fatesOf(finished)).toEqual({
          'fragile@1': expect.stringMatching(/^(infrastructure|lost)$/) as string,
          'fragile@2': 'user',
          'fragile@3': 'succeeded',
          'give@1': 'succeeded',
        })
      },
    )

    orchestratorTest('an attempt that outgrows its memory counts, and the next one has more', async (context) => {
      const finished = await runPipeline(context, 'outgrowsItsMemoryOnce')
      expect(fatesOf(finished)).toEqual({ 'fragile@1': 'oom', 'fragile@2': 'succeeded', 'give@1': 'succeeded' })
    })

    orchestratorTest('a step that lacks a secret is not tried again, since no attempt can mend it', async (context) => {
      const finished = await runPipeline(context, 'lacksItsSecret')
      expect(fatesOf(finished)).toEqual({ 'fragile@1': 'config' })
      expect(finished.end.status).toBe('failed')
    })

    orchestratorTest(
      'an attempt that takes longer than its timeout is ended, and the next one counts',
      async (context) => {
        const finished = await runPipeline(context, 'takesTooLongOnce')
        expect(fatesOf(finished)).toEqual({
          'fragile@1': 'timeout',
          'fragile@2': 'succeeded',
          'give@1': 'succeeded',
        })
      },
    )
  })
}
