import { readMetrics } from '@regauge/core/records'
import { describe, expect } from 'vitest'
import { logOf } from '../log-of.ts'
import { KIT_SECRETS } from '../stack-under-test.ts'
import type { LauncherTest } from './launcher-test.ts'

export function describeEnvelopes(launcherTest: LauncherTest): void {
  describe('what an attempt is given', () => {
    launcherTest('values reach the step as they are', async ({ launcher }) => {
      const value = { text: 'ünïcödé 日本語 🚂 \u0000', list: [1, null, true, -0.5e-7], nested: { deep: [[]] } }
      const [outcome] = await launcher.run(launcher.envelope('repeats', { inputs: { value: { value } } }))
      expect(outcome?.outputs['value']?.value).toEqual(value)
    })

    launcherTest('long values reach the step as they are', async ({ launcher }) => {
      const value = Array.from({ length: 20_000 }, (_, index) => `line ${index}`)
      const [outcome] = await launcher.run(launcher.envelope('measures', { inputs: { value: { value } } }))
      expect(outcome?.outputs['letters']?.value).toBe(JSON.stringify(value).length)
    })

    launcherTest('a step knows which attempt of what it is, its environment and its secrets', async ({ launcher }) => {
      const place = { path: 'sweep[3].looksAround', items: [3], attempt: 2 }
      const [outcome] = await launcher.run(launcher.envelope('looksAround', { ...place, env: { WANTED: 'yes' } }))
      const { run } = launcher.context
      const letters = KIT_SECRETS['kit.token']!.length
      expect(outcome?.outputs['seen']?.value).toEqual({ run, ...place, wanted: 'yes', letters })
    })

    launcherTest('a secret is never in a log', async ({ launcher }) => {
      await launcher.run(launcher.envelope('looksAround'))
      const { store, run } = launcher.context
      const log = (await logOf(store, { run, path: 'looksAround' })).join('\n')
      expect(log).toContain('the token is')
      expect(log).not.toContain(KIT_SECRETS['kit.token'])
    })

    launcherTest('what a step prints, logs and measures stands in the store', async ({ launcher }) => {
      await launcher.run(launcher.envelope('greets'))
      const { store, run } = launcher.context
      expect(await logOf(store, { run, path: 'greets' })).toEqual(['printed: grüße 🚂', 'logged'])
      const metrics = await Array.fromAsync(readMetrics(store, run, { path: 'greets' }))
      expect(metrics.map(({ line }) => line)).toMatchObject([{ kind: 'metric', name: 'greetings', value: 1 }])
    })
  })
}
