import { describe, expect } from 'vitest'
import type { LauncherTest, LauncherTestContext } from './launcher-test.ts'

const FAILURES: { readonly [step: string]: object } = {
  throws: { class: 'user', code: 'STEP_FAILED', message: expect.stringContaining('no such luck') },
  givesUp: { class: 'user', terminal: true },
  exits: { class: 'user', code: 'STEP_EXITED' },
}

export function describeFailures(launcherTest: LauncherTest): void {
  describe('failures', () => {
    for (const [step, failure] of Object.entries(FAILURES)) {
      launcherTest(`the failure of a step that ${inWords(step)} says so`, async ({ launcher }) => {
        const [outcome] = await launcher.run(launcher.envelope(step))
        expect(outcome).toMatchObject({ status: 'failed', outputs: {}, failure })
      })
    }

    launcherTest('an attempt that takes longer than its timeout ends by it', async ({ launcher }) => {
      const [outcome] = await launcher.run(launcher.envelope('lasts', { timeoutMs: 300 }))
      expect(outcome).toMatchObject({ status: 'failed', failure: { class: 'timeout', code: 'STEP_TIMED_OUT' } })
    })

    launcherTest('an attempt whose process is killed from outside failed by no fault of its own', async (test) => {
      expect(['infrastructure', 'lost']).toContain(await classOfKilled(test))
    })

    launcherTest('what waited behind a killed attempt has its outcome, or has never begun', async ({ launcher }) => {
      const [, behind] = await launcher.run(launcher.envelope('isKilled'), launcher.envelope('greets'))
      const begun = launcher.events.some((event) => event.kind === 'started' && event.attempt === 'greets@1')
      if (begun || behind) expect(behind).toMatchObject({ status: 'succeeded' })
    })
  })
}

/** The class that a driver takes the failure for: that of the outcome or, without one, that of the bundle's end. */
async function classOfKilled({ launcher }: LauncherTestContext): Promise<string> {
  const [outcome] = await launcher.run(launcher.envelope('isKilled'))
  const end = await launcher.ended('isKilled@1')
  return (outcome ? outcome.failure : end.failure)?.class ?? 'lost'
}

function inWords(step: string): string {
  return step.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
