import { z } from 'zod'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { defineFlavor, type Flavor } from '../contracts/flavor.ts'
import type { Orchestrator, StepOperator } from '../contracts/orchestrator.ts'
import { createFlavorRegistry, type FlavorRegistry } from './flavor-registry.ts'

/** What was made, with what, and what was disposed, in order. */
export type Journal = string[]

const capabilities = { image: 'host', remote: false, adoptable: false } as const

/** A registry of flavors that write a journal instead of doing anything. */
export function journalFlavors(journal: Journal): FlavorRegistry {
  const open = <T extends AsyncDisposable>(name: string, component: Omit<T, typeof Symbol.asyncDispose>): T => {
    journal.push(`make ${name}`)
    const disposable = { ...component, [Symbol.asyncDispose]: async () => void journal.push(`dispose ${name}`) }
    // The spread lacks nothing of the component but its disposal, which is added.
    return disposable as unknown as T
  }
  const store = defineFlavor({
    kind: 'artifact-store',
    name: 'memory',
    summary: 'Keeps nothing.',
    config: z.strictObject({ path: z.string().default('x') }),
    capabilities: { reach: 'machine' },
    // Only its making and disposal are looked at.
    create: async ({ config }) => open<ArtifactStore>(`store ${config.path}`, { reach: 'machine' } as ArtifactStore),
  })
  const orchestrator = defineFlavor({
    kind: 'orchestrator',
    name: 'journal',
    summary: 'Runs nothing.',
    config: z.strictObject({
      slots: z.number().int().min(1).default(4),
      token: z.string().meta({ writeOnly: true }).optional(),
      nested: z.object({ key: z.string().meta({ writeOnly: true }), zones: z.array(z.string()).optional() }).optional(),
      labels: z.record(z.string(), z.string()).optional(),
    }),
    capabilities: { ...capabilities, mode: 'driven' },
    requires: ['artifact-store'],
    create: async ({ config, components }) => {
      const capacity = { bundles: config.slots }
      const where = components['artifact-store'].reach
      return open<Orchestrator>(`orchestrator on ${where}`, { mode: 'driven', capacity } as Orchestrator)
    },
  })
  const operator = defineFlavor({
    kind: 'step-operator',
    name: 'journal',
    summary: 'Runs nothing.',
    config: z.strictObject({ id: z.string(), fail: z.boolean().optional() }),
    capabilities,
    create: async ({ config }) => {
      if (config.fail) throw new TypeError('no licence')
      return open<StepOperator>(`operator ${config.id}`, { capacity: { gpu: 1 } } as StepOperator)
    },
  })
  const all: readonly Flavor[] = [store, orchestrator, operator]
  return createFlavorRegistry(all.map((flavor) => ({ flavor, package: 'journal' })))
}
