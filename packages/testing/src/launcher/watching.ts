import { setTimeout as pause } from 'node:timers/promises'
import type { BundleSpec, LauncherEvent } from '@regauge/core'
import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

/** Follows until all of these bundles have ended, and pauses behind each event. Gives those whose end it missed. */
async function follow(
  events: AsyncIterable<LauncherEvent>,
  bundles: readonly string[],
  pauseMs: number,
): Promise<readonly string[]> {
  const left = new Set(bundles)
  for await (const event of events) {
    if (event.kind === 'ended') left.delete(event.bundle)
    if (left.size === 0) break
    await pause(pauseMs)
  }
  return [...left]
}

export function describeWatching(launcherTest: LauncherTest): void {
  describe('watching', () => {
    launcherTest('every reader is told every end, a slow one and a late one too', async ({ launcher, patienceMs }) => {
      const bundles = [0, 1, 2, 3].map((item) =>
        launcher.bundle([
          launcher.envelope('sleeps', { path: `watched[${item}].sleeps`, inputs: { ms: { value: 300 } } }),
          launcher.envelope('greets', { path: `watched[${item}].greets` }),
        ]),
      )
      const signal = AbortSignal.timeout(patienceMs)
      const watch = (some: readonly BundleSpec[], pauseMs: number) =>
        follow(
          launcher.launcher.watch({ signal }),
          some.map(({ id }) => id),
          pauseMs,
        )
      const early = [watch(bundles, 0), watch(bundles, 30)]
      const last = bundles.at(-1)!
      for (const bundle of bundles.slice(0, -1)) await launcher.launcher.start(bundle)
      await launcher.started(bundles[0]!.id)
      const late = watch([last], 0)
      await launcher.launcher.start(last)
      expect(await Promise.all([...early, late])).toEqual([[], [], []])
    })

    launcherTest('watching ends with its signal', async ({ launcher, patienceMs }) => {
      const stop = new AbortController()
      const watching = Array.fromAsync(launcher.launcher.watch({ signal: stop.signal }))
      await launcher.run(launcher.envelope('greets'))
      stop.abort()
      await expect(inTime(watching, patienceMs)).resolves.toBe('in time')
    })

    launcherTest('watching ends with the launcher', async ({ launcher, patienceMs }) => {
      const watching = Array.fromAsync(launcher.launcher.watch())
      await launcher.launcher[Symbol.asyncDispose]()
      await expect(inTime(watching, patienceMs)).resolves.toBe('in time')
    })
  })
}

/** Whether a promise is settled before the kit's patience has come to its end; how it is settled does not matter. */
async function inTime(promise: Promise<unknown>, patienceMs: number): Promise<'in time' | 'too late'> {
  const stop = new AbortController()
  const settled = promise.then(
    () => 'in time' as const,
    () => 'in time' as const,
  )
  const late = pause(patienceMs, 'too late' as const, { signal: stop.signal }).catch(() => 'too late' as const)
  return Promise.race([settled, late]).finally(() => stop.abort())
}
