import { compile } from '@regauge/core/compiler'
import { describe, expect } from 'vitest'
import type { OrchestratorTest } from './orchestrator-test.ts'

const GIB = 2 ** 30

export function describeRefusals(orchestratorTest: OrchestratorTest): void {
  describe('what it lacks', () => {
    orchestratorTest('the compiler is told what the kit is told', async ({ opened, capabilities }) => {
      await Promise.resolve()
      expect(opened.stack.facts.orchestrator.capabilities).toEqual(capabilities)
    })

    orchestratorTest('schedules are kept where that is said, and only there', async ({ opened, capabilities }) => {
      await Promise.resolve()
      expect(opened.stack.orchestrator.schedules !== undefined).toBe(capabilities.schedules === true)
    })

    orchestratorTest('more devices than it counts are refused before anything runs', async ({ opened }) => {
      const { gpu } = opened.stack.facts.orchestrator.capacity
      const prepared = opened.prepare('linear', { policy: { resources: { gpu: (gpu ?? 0) + 1 } } })
      if (gpu === undefined) await prepared
      else await expect(prepared).rejects.toMatchObject({ code: 'PLAN_RESOURCES_EXCEEDED' })
    })

    orchestratorTest('more memory than it counts is refused before anything runs', async ({ opened }) => {
      const { memory } = opened.stack.facts.orchestrator.capacity
      const wanted = `${Math.ceil((memory ?? 0) / GIB) + 1}Gi` as const
      const prepared = opened.prepare('linear', { policy: { resources: { memory: wanted } } })
      if (memory === undefined) await prepared
      else await expect(prepared).rejects.toMatchObject({ code: 'PLAN_RESOURCES_EXCEEDED' })
    })

    orchestratorTest('a step operator that the stack does not have is refused', async ({ opened }) => {
      const prepared = opened.prepare('linear', { policy: { operator: 'nobody' } })
      await expect(prepared).rejects.toMatchObject({ code: 'PLAN_OPERATOR_UNKNOWN' })
    })

    orchestratorTest(
      'a store of this machine is refused where steps run on others',
      async ({ opened, capabilities }) => {
        const { spec, params } = await opened.prepare('linear')
        const store = { flavor: 'local', capabilities: { reach: 'machine' } } as const
        const compiled = () => compile(spec, params, { ...opened.stack.facts, store })
        if (capabilities.remote) expect(compiled).toThrow(expect.objectContaining({ code: 'PLAN_STORE_OUT_OF_REACH' }))
        else expect(compiled).not.toThrow()
      },
    )
  })
}
