import { isRegaugeError } from '@regauge/core'
import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

export function describeStarting(launcherTest: LauncherTest): void {
  describe('starting', () => {
    launcherTest('a bundle that is started runs, leaves an outcome and ends', async ({ launcher }) => {
      const [outcome] = await launcher.run(launcher.envelope('greets'))
      expect(outcome).toMatchObject({ status: 'succeeded', outputs: { text: { value: 'hello' } } })
      await launcher.started('greets@1')
    })

    launcherTest('a bundle that is started twice runs once, also after its end', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('sleeps', { inputs: { ms: { value: 200 } } })])
      // Another attempt under the same id would run beside the first, and leave an outcome that shows it.
      const again = { ...bundle, envelopes: [launcher.envelope('greets', { path: 'again' })] }
      await launcher.launcher.start(bundle)
      await launcher.launcher.start(bundle)
      await launcher.launcher.start(again)
      await launcher.ended(bundle.id)
      await launcher.launcher.start(again)
      await launcher.run(launcher.envelope('greets', { path: 'last' }))
      expect(await launcher.outcome('again')).toBeUndefined()
      expect(launcher.events).not.toContainEqual(expect.objectContaining({ attempt: 'again@1' }))
    })

    launcherTest('bundles are told apart however long and alike their names are', async ({ launcher }) => {
      const scopes = ['a', 'b', 'c'].map((letter, item) => `${letter.repeat(40)}[${item}]`).join('.')
      const paths = [0, 1, 10].map((item) => `${scopes}.${'d'.repeat(40)}[${item}].greets`)
      const outcomes = await Promise.all(paths.map((path) => launcher.run(launcher.envelope('greets', { path }))))
      expect(outcomes.flat().map((outcome) => outcome?.path)).toEqual(paths)
    })

    launcherTest('a start whose signal has aborted throws its reason and starts nothing', async ({ launcher }) => {
      const reason = new Error('not wanted any more')
      const bundle = launcher.bundle([launcher.envelope('greets', { path: 'aborted' })])
      const start = launcher.launcher.start(bundle, { signal: AbortSignal.abort(reason) })
      await expect(start).rejects.toBe(reason)
      await launcher.run(launcher.envelope('greets'))
      expect(await launcher.outcome('aborted')).toBeUndefined()
    })

    launcherTest('a launcher that has been disposed of refuses to start, with a code', async ({ launcher }) => {
      const bundle = launcher.bundle([launcher.envelope('greets')])
      await launcher.launcher[Symbol.asyncDispose]()
      await expect(launcher.launcher.start(bundle)).rejects.toSatisfy(isRegaugeError)
    })

    launcherTest('disposing twice is no error', async ({ launcher }) => {
      await launcher.launcher[Symbol.asyncDispose]()
      await launcher.launcher[Symbol.asyncDispose]()
    })
  })
}
