import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { bytesSource } from '@regauge/core/artifacts'
import { RegaugeError } from '@regauge/core/errors'
import { checkComponents, loadFlavors, loadStack, openSecrets, openStore } from '@regauge/core/stack'
import type { LoadedStack, Project } from '@regauge/core/stack'
import { formatDuration } from '@regauge/core/units'
import type { CommandContext } from '../context.ts'
import type { Check } from './check.ts'

/** What a run needs of its stack: a sound file, packages that load, and a store that works. */
export function stackChecks(project: Project, name: string, context: CommandContext): readonly Check[] {
  const loading = loadStack(project, name)
  // Each check tells of it by itself; until then it is no unhandled rejection.
  loading.catch(() => {})
  return [
    {
      name: 'stack file',
      look: async () => {
        const { file, revision } = await loading
        return `${file ?? 'built in'}, revision ${revision.slice(0, 12)}`
      },
    },
    { name: 'flavors', look: async () => checkFlavors(project, await loading) },
    { name: 'artifact store', look: async () => probeStore(project, await loading, context) },
  ]
}

async function checkFlavors(project: Project, stack: LoadedStack): Promise<string> {
  const { spec, origins } = stack
  const components = await checkComponents(stack, await loadFlavors(project, spec.packages, { origins }))
  return components.map(({ kind, flavor }) => `${flavor.name} (${kind})`).join(', ')
}

/** Writes an object, reads it back and deletes it. */
async function probeStore(project: Project, { spec, origins }: LoadedStack, context: CommandContext): Promise<string> {
  const { env, signal } = context
  const component = spec.components['artifact-store']
  const secrets = openSecrets(project, { env })
  const options = { projectRoot: project.root, env, secrets, origins }
  await using store = await openStore({ component, packages: spec.packages }, options)
  const began = performance.now()
  const key = `probes/${randomUUID()}`
  const content = Buffer.from('regauge doctor')
  await store.put(key, bytesSource(content), { signal })
  try {
    const read = await buffer(store.get(key, { signal }))
    if (!read.equals(content)) {
      throw new RegaugeError('STORE_CONTENT_MISMATCH', { message: `The store gave other bytes back for "${key}".` })
    }
  } finally {
    await store.delete([key])
  }
  return `${component.flavor}: wrote, read and deleted an object in ${formatDuration(performance.now() - began)}`
}
