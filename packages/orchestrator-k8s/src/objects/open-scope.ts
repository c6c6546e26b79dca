import type { LauncherContext } from '@regauge/core'
import type { ApiClient } from '../api/api-client.ts'
import { createObject } from '../api/create-object.ts'
import { getObject } from '../api/get-object.ts'
import { CONFIG_MAPS } from '../api/resources.ts'
import { serverVersion } from '../api/server-version.ts'
import type { KubernetesConfig } from '../config.ts'
import { featuresOf } from '../features.ts'
import { namespaceOf } from '../namespace-of.ts'
import { runConfigMap } from './run-config-map.ts'
import type { ObjectScope } from './scope.ts'
import { unlessThere } from './unless-there.ts'

/** Which epoch of which run objects are made for. */
export type RunEpoch = Pick<LauncherContext, 'run' | 'epoch' | 'pipeline'>

/** What objects of a run are made with, after its ConfigMap, which owns them, has been made or found. */
export async function openScope<C extends KubernetesConfig>(
  client: ApiClient,
  { run, epoch, pipeline }: RunEpoch,
  { config, signal }: { readonly config: C; readonly signal?: AbortSignal | undefined },
): Promise<ObjectScope & { readonly config: C }> {
  const namespace = namespaceOf(config, client)
  const [{ name: version }, owner] = await Promise.all([
    serverVersion(client, { signal }),
    ownerOf(client, { run, pipeline, namespace }, signal),
  ])
  return { namespace, run, epoch, pipeline, ownerUid: owner, config, features: featuresOf(version) }
}

async function ownerOf(
  client: ApiClient,
  scope: Pick<ObjectScope, 'run' | 'pipeline' | 'namespace'>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { namespace } = scope
  const object = runConfigMap(scope)
  const { name } = object.metadata as { name: string }
  const creating = createObject(client, CONFIG_MAPS, { object, isDeterministic: true, signal })
  const made = await unlessThere(creating.then((created) => created.object))
  const standing = made ?? (await getObject(client, CONFIG_MAPS, { name, namespace, signal }))
  // Whoever deletes it just now deletes the run's objects, this one included.
  return standing?.metadata?.uid ?? ''
}
