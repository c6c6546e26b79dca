import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Flavor } from '../contracts/flavor.ts'
import type { LauncherContext, SecretSource } from '../contracts/orchestrator.ts'
import { checkConfig, resolveConfig } from './check-config.ts'
import { createComponent } from './create-component.ts'
import { createFlavorRegistry, type PackagedFlavor } from './flavor-registry.ts'
import { toError } from './issue.ts'
import { importFlavors, ownFlavors } from './load-flavors.ts'
import type { Origins } from './origin.ts'
import { createResolvers } from './resolve-references.ts'

/** What a store is opened with. */
export interface OpenStoreOptions {
  readonly projectRoot: string
  /** Where relative paths of the store's config lie. @default projectRoot */
  readonly dataRoot?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: SecretSource
  /** So that errors name lines of the stack file. */
  readonly origins?: Origins
}

/**
 * Opens a stack's artifact store and nothing else, for processes that need no more: workers, `runs list`. Imports one
 * package after the other only until one brings the flavor, likely ones first; a store that this package brings itself
 * needs none. The caller disposes the store. Throws what loading flavors and resolving references throw.
 */
export async function openStore(
  { component, packages }: LauncherContext['storeSpec'],
  options: OpenStoreOptions,
): Promise<ArtifactStore> {
  const { projectRoot, dataRoot = projectRoot, origins = new Map() } = options
  const flavor = await findFlavor({ root: projectRoot }, component.flavor, packages)
  const configured = { kind: flavor.kind, path: ['components', flavor.kind], component, flavor, origins }
  const issues = await checkConfig(configured)
  if (issues.length > 0) throw toError(issues)
  const config = await resolveConfig(configured, createResolvers(options))
  // A flavor of artifact store makes an artifact store.
  return (await createComponent(flavor, { config, components: {}, projectRoot: dataRoot })) as ArtifactStore
}

async function findFlavor(project: { root: string }, name: string, packages: readonly string[]): Promise<Flavor> {
  const isLikely = (each: string) => each.includes('artifact-store') || each.includes(name)
  const found: PackagedFlavor[] = [...(await ownFlavors())]
  for (const each of [...packages.filter(isLikely), ...packages.filter((other) => !isLikely(other))]) {
    if (createFlavorRegistry(found).find('artifact-store', name)) break
    found.push(...(await importFlavors(project, each)))
  }
  return createFlavorRegistry(found).get('artifact-store', name)
}
