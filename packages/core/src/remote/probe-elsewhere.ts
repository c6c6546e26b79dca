import type { Finding } from '../contracts/probe.ts'
import { lookAt } from '../probes/look-at.ts'
import { storeProbes } from '../probes/store-probes.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { openStore } from '../registry/open-store.ts'
import { gather } from '../util/gather.ts'
import { type ProbeAssignment, referencesFrom } from './assignment.ts'
import type { DriverSurroundings } from './drive-elsewhere.ts'

/** Looks at a store from where this process is. Throws what keeps it from being opened. */
export async function probeElsewhere(
  { store: spec, timeoutMs }: ProbeAssignment,
  { env: given, projectRoot, leaving }: DriverSurroundings,
): Promise<readonly Finding[]> {
  const env = referencesFrom(given)
  const secrets = openSecrets({ root: projectRoot }, { env })
  await using store = await openStore(spec, { projectRoot, env, secrets })
  return await gather(lookAt(storeProbes(store), { signal: leaving, timeoutMs }))
}
