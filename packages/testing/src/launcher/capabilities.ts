import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

export function describeLauncherCapabilities(launcherTest: LauncherTest): void {
  describe('capabilities', () => {
    launcherTest('the compiler is told what the kit is told', async ({ opened, capabilities, place }) => {
      const { orchestrator, operators } = opened.stack.facts
      const facts = place === 'orchestrator' ? orchestrator : operators[place]
      await Promise.resolve()
      expect(facts?.capabilities).toEqual(capabilities)
    })

    launcherTest('a launcher has what the compiler is told that it has', async ({ launcher, opened, place }) => {
      const { orchestrator, operators } = opened.stack.facts
      await Promise.resolve()
      expect(launcher.launcher.capacity).toEqual((place === 'orchestrator' ? orchestrator : operators[place]!).capacity)
    })
  })
}
