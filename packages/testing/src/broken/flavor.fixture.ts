import { defineFlavor, type Launcher, type LauncherEvent } from '@regauge/core'
import { localOrchestrator } from '@regauge/orchestrator-local'
import { z } from 'zod'
import { LAUNCHER_MISTAKES } from './launcher-mistakes.fixture.ts'
import { delegateLauncher, type Mistake, telling } from './mistake.fixture.ts'
import { RECORD_MISTAKES } from './record-mistakes.fixture.ts'

/** Every mistake, by name. */
export const MISTAKES: { readonly [name: string]: Mistake } = { ...LAUNCHER_MISTAKES, ...RECORD_MISTAKES }

/** The local orchestrator with one mistake. */
export const brokenOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'broken',
  summary: 'Runs steps in worker processes, and makes a mistake.',
  config: z.strictObject({ mistake: z.string().optional() }),
  capabilities: localOrchestrator.capabilities,
  async create({ config: { mistake: name }, ...options }) {
    const mistake: Partial<Mistake> = name === undefined ? {} : MISTAKES[name]!
    const good = await localOrchestrator.create({ ...options, config: { slots: 2, isolation: 'warm' } })
    return {
      mode: 'driven',
      capacity: mistake.capacity?.(good.capacity) ?? good.capacity,
      async openLauncher(context) {
        const store = mistake.store?.(context.store) ?? context.store
        const told = { ...context, store }
        const launcher = onlyHinting(await good.openLauncher(mistake.context?.(told) ?? told))
        return { ...delegateLauncher(launcher), ...mistake.launcher?.(launcher) }
      },
      [Symbol.asyncDispose]: () => good[Symbol.asyncDispose](),
    }
  },
})

/** Leaves the records to be read from the store, where they may have been changed. */
function onlyHinting(launcher: Launcher): Launcher {
  const hint = (event: LauncherEvent): LauncherEvent[] =>
    event.kind === 'outcome' ? [{ kind: 'outcome', attempt: event.attempt }] : [event]
  return { ...delegateLauncher(launcher), ...telling(launcher, hint) }
}

/** The local orchestrator as a step operator. */
export const localOperator = defineFlavor({
  kind: 'step-operator',
  name: 'here',
  summary: 'Runs single steps in worker processes.',
  config: z.strictObject({}),
  capabilities: { image: 'host', remote: false, adoptable: false },
  create: (options) => localOrchestrator.create({ ...options, config: { slots: 2, isolation: 'warm' } }),
})
