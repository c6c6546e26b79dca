import { defineFlavor } from '@regauge/core'
import { z } from 'zod'
import { byChance, faulty, type LauncherCall, type LauncherFault, type Odds } from '../faulty.ts'
import { memoryOrchestrator } from '../memory.ts'

const ODDS: { readonly [name: string]: readonly Odds<LauncherCall, LauncherFault>[] } = {
  // What the contract allows: calls may be slow, and events may come late or twice.
  allowed: [
    { methods: ['start', 'cancel', 'adopt'], share: 0.3, fault: { kind: 'slow', ms: 30 } },
    { methods: ['started', 'outcome', 'ended'], share: 0.3, fault: { kind: 'doubled' } },
    { methods: ['started', 'outcome', 'ended'], share: 0.2, fault: { kind: 'slow', ms: 20 } },
  ],
  // What a driver has to live with as well.
  bad: [
    { methods: ['start'], share: 0.2, fault: { kind: 'refused' } },
    { methods: ['start'], share: 0.2, fault: { kind: 'unanswered' } },
    { methods: ['started', 'outcome'], share: 0.5, fault: { kind: 'lost' } },
    { methods: ['ended'], share: 0.3, fault: { kind: 'doubled' } },
  ],
}

/** Steps in threads of a launcher whose calls and events go wrong. */
export const faultyOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'faulty',
  summary: 'Runs steps in threads, and lets calls go wrong.',
  config: z.strictObject({ odds: z.enum(['allowed', 'bad']), seed: z.int() }),
  capabilities: memoryOrchestrator.capabilities,
  async create({ config: { odds, seed }, ...options }) {
    const good = await memoryOrchestrator.create({ ...options, config: { slots: 2 } })
    return {
      mode: 'driven',
      capacity: good.capacity,
      openLauncher: async (context) => faulty(await good.openLauncher(context), byChance(seed, ODDS[odds]!)),
      [Symbol.asyncDispose]: () => good[Symbol.asyncDispose](),
    }
  },
})
