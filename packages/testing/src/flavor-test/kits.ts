// The file of tests that a request for kits is answered with.
import { pathToFileURL } from 'node:url'
import { inject } from 'vitest'
import { openSecrets } from '@regauge/core/stack'
import { describeArtifactStore } from '../artifact-store.ts'
import { describeLauncher } from '../launcher.ts'
import { describeOrchestrator } from '../orchestrator.ts'
import type { StackUnderTest } from '../stack-under-test.ts'
import { createFreshStore, freshComponent } from './fresh-store.ts'
import type { KitRequest, LauncherPlace } from './request.ts'

declare module 'vitest' {
  interface ProvidedContext {
    'regauge-kits': readonly KitRequest[]
  }
}

/** Step runs of the wide map where every one of them is started somewhere else. */
const WIDE_ELSEWHERE = 100

/** Services count the bytes of the prefix, too. */
const LONGEST_BELOW_PREFIX = 768

for (const kit of inject('regauge-kits')) describeFlavor(kit)

function describeFlavor(kit: KitRequest): void {
  if (kit.kind === 'artifact-store') {
    const { capabilities, store } = kit
    describeArtifactStore({
      name: store.component.flavor,
      capabilities,
      create: () => createFreshStore(store),
      ...(store.prefixed && { longestKey: LONGEST_BELOW_PREFIX }),
    })
    return
  }
  const { flavor: name, patienceMs } = kit
  const common = { name, create: () => createStack(kit), ...(patienceMs !== undefined && { patienceMs }) }
  if (kit.kind === 'step-operator') {
    describeLauncher({ ...common, capabilities: kit.capabilities, operator: kit.operator })
    return
  }
  const { capabilities } = kit
  describeLauncher({ ...common, capabilities })
  describeOrchestrator({ ...common, capabilities, ...(capabilities.remote && { wide: WIDE_ELSEWHERE }) })
}

async function createStack({ modules, components, store }: LauncherPlace): Promise<StackUnderTest> {
  const { component, remove } = freshComponent(store)
  return {
    packages: modules.map((path) => pathToFileURL(path)),
    components: { ...components, 'artifact-store': component },
    secrets: openSecrets({ root: store.projectRoot }, { env: process.env }),
    remove,
  }
}
