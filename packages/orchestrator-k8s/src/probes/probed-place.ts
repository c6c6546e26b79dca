import type { Probe, ProbeContext, Sighting } from '@regauge/core'
import type { ApiClient } from '../api/api-client.ts'
import type { KubernetesConfig, KubernetesOrchestratorConfig } from '../config.ts'
import type { OpenClient } from '../kubernetes-orchestrator.ts'
import { namespaceOf } from '../namespace-of.ts'

/** What is looked at: a cluster, and how it is used. */
export interface ProbedPlace {
  readonly config: KubernetesConfig
  /** Of an orchestrator whose drivers live in the cluster. */
  readonly driver?: KubernetesOrchestratorConfig | undefined
  readonly openClient: OpenClient
  readonly context: ProbeContext
}

/** A place, the namespace that is meant by it, and one client for one look. */
export interface PlaceLook extends ProbedPlace {
  readonly client: ApiClient
  readonly namespace: string
  readonly signal: AbortSignal
}

/** Looks at something of a place with a client of its own. */
export function lookAtPlace(
  place: ProbedPlace,
  name: string,
  look: (look: PlaceLook) => Promise<string | Sighting>,
): Probe {
  return {
    name,
    async look({ signal }) {
      await using client = await place.openClient()
      const namespace = namespaceOf(place.config, client)
      return await look({ ...place, client, namespace, signal })
    },
  }
}
