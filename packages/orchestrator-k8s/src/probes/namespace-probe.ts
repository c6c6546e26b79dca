import { randomUUID } from 'node:crypto'
import type { Probe } from '@regauge/core'
import { isRegaugeError } from '@regauge/core/errors'
import { createObject } from '../api/create-object.ts'
import { CONFIG_MAPS } from '../api/resources.ts'
import { runConfigMap } from '../objects/run-config-map.ts'
import { lookAtPlace, type PlaceLook, type ProbedPlace } from './probed-place.ts'

/**
 * That the namespace is there. Few may look at namespaces, so it is tried out on something that every run makes. Where
 * that is not allowed, the probes of permissions tell so.
 */
export function namespaceProbe(place: ProbedPlace, next: readonly Probe[]): Probe {
  return lookAtPlace(place, 'namespace', async (look) => ({ detail: await tryOut(look), next }))
}

async function tryOut({ client, namespace, signal }: PlaceLook): Promise<string> {
  const object = runConfigMap({ namespace, run: randomUUID(), pipeline: 'doctor' })
  try {
    await createObject(client, CONFIG_MAPS, { object, dryRun: true, signal })
    return namespace
  } catch (thrown) {
    if (!isRegaugeError(thrown) || thrown.code !== 'KUBERNETES_DENIED') throw thrown
    return `${namespace}, of which nobody tells us whether it is there`
  }
}
