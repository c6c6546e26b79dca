import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

/** So long that whatever waits for it does not wait for it in vain only once. */
const NEVER_MS = 600_000

export function describeCancelling(launcherTest: LauncherTest): void {
  describe('cancelling', () => {
    launcherTest('the signal of a cancelled attempt aborts, and it ends as cancelled', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('obeys', { graceMs: NEVER_MS })])
      await launcher.launcher.start(bundle)
      await launcher.started('obeys@1')
      await launcher.launcher.cancel(['obeys@1'], { reason: 'cancelled' })
      await launcher.ended(bundle.id)
      expect(await launcher.outcome('obeys')).toMatchObject({
        status: 'failed',
        failure: { class: 'cancelled', code: 'STEP_CANCELLED' },
      })
    })

    launcherTest('one that does not obey is killed when its grace period has passed', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('lasts', { graceMs: NEVER_MS })])
      await launcher.launcher.start(bundle)
      await launcher.started('lasts@1')
      await launcher.launcher.cancel(['lasts@1'], { reason: 'cancelled', graceMs: 200 })
      await launcher.ended(bundle.id)
      expect(await launcher.outcome('lasts')).toMatchObject({ failure: { class: 'cancelled' } })
    })

    launcherTest('one that is cancelled because time is over ends as timed out', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('obeys')])
      await launcher.launcher.start(bundle)
      await launcher.started('obeys@1')
      await launcher.launcher.cancel(['obeys@1'], { reason: 'timeout' })
      await launcher.ended(bundle.id)
      expect(await launcher.outcome('obeys')).toMatchObject({ failure: { class: 'timeout' } })
    })

    launcherTest('one that ends well in spite of a cancel has succeeded', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('finishesAnyway', { graceMs: NEVER_MS })])
      await launcher.launcher.start(bundle)
      await launcher.started('finishesAnyway@1')
      await launcher.launcher.cancel(['finishesAnyway@1'], { reason: 'cancelled' })
      await launcher.ended(bundle.id)
      expect(await launcher.outcome('finishesAnyway')).toMatchObject({ status: 'succeeded' })
    })

    launcherTest('those that have not begun do not begin any more, and end as cancelled', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('obeys'), launcher.envelope('greets')])
      await launcher.launcher.start(bundle)
      await launcher.started('obeys@1')
      await launcher.launcher.cancel(['obeys@1', 'greets@1'], { reason: 'cancelled' })
      await launcher.ended(bundle.id)
      const outcome = await launcher.outcome('greets')
      expect(outcome).toMatchObject({ status: 'failed', failure: { class: 'cancelled' } })
      expect(outcome?.startedAt).toBeUndefined()
    })

    launcherTest('a cancel waits for nothing, and minds no attempts that are not there', async ({ launcher }) => {
      await launcher.launcher.cancel(['nobody@1'], { reason: 'cancelled' })
      const bundle = launcher.bundle([launcher.envelope('lasts')])
      await launcher.launcher.start(bundle)
      await launcher.started('lasts@1')
      await launcher.launcher.cancel(['nobody@1', 'lasts@1'], { reason: 'cancelled', graceMs: 3_000 })
      expect(await launcher.outcome('lasts')).toBeUndefined()
      await launcher.ended(bundle.id)
    })
  })
}
