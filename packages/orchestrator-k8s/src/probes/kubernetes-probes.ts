import type { Probe } from '@regauge/core'
import { serverVersion } from '../api/server-version.ts'
import { degradations, featuresOf } from '../features.ts'
import { accessProbes, driverAccessProbe } from './access-probes.ts'
import { driverPodProbe, imageProbe, stepPodProbe } from './pod-probes.ts'
import { namespaceProbe } from './namespace-probe.ts'
import { lookAtPlace, type PlaceLook, type ProbedPlace } from './probed-place.ts'
import { secretsProbe } from './secrets-probe.ts'
import { driverStoreProbe, stepStoreProbe } from './store-probe.ts'

/**
 * The probes of a cluster. The API server comes first, then the namespace, and only where both are there everything in it:
 * permissions, what the API server says of our pods, and the store as pods see it.
 */
export function kubernetesProbes(place: ProbedPlace): readonly Probe[] {
  const inside = [
    ...accessProbes(place),
    imageProbe(place),
    stepPodProbe(place),
    secretsProbe(place),
    stepStoreProbe(place),
    ...(place.driver ? [driverAccessProbe(place, place.driver), driverPodProbe(place, place.driver)] : []),
    ...(place.driver ? [driverStoreProbe(place, place.driver)] : []),
  ]
  return [
    lookAtPlace(place, 'connection', async (look) => ({
      detail: await connect(look),
      next: [namespaceProbe(place, inside)],
    })),
  ]
}

async function connect({ client, config, driver, signal }: PlaceLook): Promise<string> {
  const { server, source } = client.connection
  const version = await serverVersion(client, { signal })
  const features = featuresOf(version.name)
  const lacking = degradations(features, [
    ...(config.maps === 'jobs' ? [] : (['backoffLimitPerIndex'] as const)),
    ...(driver ? (['podFailurePolicy', 'podReplacementPolicy'] as const) : []),
    'timeZone',
  ])
  return [`Kubernetes ${features.version} at ${server}, by ${source}.`, ...lacking].join(' ')
}
