import { realpath } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isFlavor, isKind, type Flavor } from '../contracts/flavor.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { messageOf } from '../errors/regauge-error.ts'
import { isName, suggest } from '../util/names.ts'
import { VERSION } from '../util/version.ts'
import { findPackage, packageAround, readManifest, type FoundPackage } from './find-package.ts'
import { createFlavorRegistry, type FlavorRegistry, type PackagedFlavor } from './flavor-registry.ts'
import { toError } from './issue.ts'
import { originOf, type Origin, type Origins } from './origin.ts'
import type { Project } from './project.ts'
import { satisfiesRange } from './version-range.ts'

/** The name under which this package's own flavors appear. */
const OWN_PACKAGE = '@regauge/core'

/** Where the packages are named. */
export interface LoadFlavorsOptions {
  /** Of the stack, so that errors name the line. */
  readonly origins?: Origins
}

/**
 * Imports the packages that a stack names and collects their flavors, this package's own included. Throws the first of
 * `FLAVOR_PACKAGE_NOT_FOUND`, `FLAVOR_PACKAGE_BROKEN`, `FLAVOR_PACKAGE_EMPTY`, `FLAVOR_CORE_MISMATCH`,
 * `FLAVOR_INVALID` and `FLAVOR_DUPLICATE`.
 */
export async function loadFlavors(
  project: Pick<Project, 'root'>,
  packages: readonly string[],
  options: LoadFlavorsOptions = {},
): Promise<FlavorRegistry> {
  const flavors = [...(await ownFlavors())]
  for (const [index, name] of packages.entries()) {
    const at = options.origins && originOf(options.origins, ['packages', index])
    flavors.push(...(await importFlavors(project, name, at)))
  }
  return createFlavorRegistry(flavors)
}

/** The flavors that this package brings itself. */
export async function ownFlavors(): Promise<readonly PackagedFlavor[]> {
  const { localArtifactStore } = await import('../local-store/flavor.ts')
  const own = await packageAround(fileURLToPath(import.meta.url), '/')
  return [{ flavor: localArtifactStore, package: OWN_PACKAGE, root: own?.root }]
}

/** The flavors of one package, checked. */
export async function importFlavors(
  project: Pick<Project, 'root'>,
  name: string,
  at?: Origin,
): Promise<readonly PackagedFlavor[]> {
  if (name === OWN_PACKAGE) return ownFlavors()
  const fail = (code: ErrorCode, message: string, more: { hint?: string; cause?: unknown } = {}) =>
    toError([{ code, message: `Package "${name}" ${message}`, hint: more.hint, at }], { cause: more.cause })
  const found = await findPackage(project.root, name)
  if (!found) throw fail('FLAVOR_PACKAGE_NOT_FOUND', 'cannot be found.', { hint: await nearest(project.root, name) })
  const range = coreRange(found)
  if (range !== undefined && satisfiesRange(VERSION, range) !== true) {
    const message = `was built for ${OWN_PACKAGE} ${range}; this is ${VERSION}.`
    throw fail('FLAVOR_CORE_MISMATCH', message, {
      hint: `Install a version of it that fits ${OWN_PACKAGE} ${VERSION}.`,
    })
  }
  const exported = await importModule(found).catch((cause: unknown) => {
    const hint = 'The error is its own; --verbose shows where it was thrown.'
    throw fail('FLAVOR_PACKAGE_BROKEN', `failed to load: ${messageOf(cause)}`, { hint, cause })
  })
  const flavors = [...new Set(Object.values(exported).filter(isFlavor))]
  if (flavors.length === 0) {
    const hint = 'Export the result of defineFlavor() by name from its entry.'
    throw fail('FLAVOR_PACKAGE_EMPTY', 'exports no flavor.', { hint })
  }
  const flaw = flavors.map(flawOf).find((message) => message !== undefined)
  if (flaw !== undefined) throw fail('FLAVOR_INVALID', flaw)
  return flavors.map((flavor) => ({ flavor, package: name, root: found.package?.root }))
}

async function importModule({ entry }: FoundPackage): Promise<Record<string, unknown>> {
  // Real paths, so that a package that is linked into the project may be TypeScript.
  return (await import(pathToFileURL(await realpath(entry)).href)) as Record<string, unknown>
}

/** The range of core that a package declares. A package inside a workspace may leave it to the workspace. */
function coreRange(found: FoundPackage): string | undefined {
  const range: unknown = found.package?.manifest.peerDependencies?.[OWN_PACKAGE]
  return typeof range === 'string' && !range.startsWith('workspace:') ? range : undefined
}

/** What is wrong with a flavor that may come from JavaScript; undefined where nothing is. */
function flawOf(flavor: Flavor): string | undefined {
  const { kind, name, config, capabilities, requires }: Record<keyof Flavor, unknown> = flavor
  if (typeof kind !== 'string' || !isKind(kind)) return `has a flavor of kind "${String(kind)}", which is not known.`
  if (!isName(name)) return `has a flavor of ${kind} whose name is not one.`
  const hasSchema = typeof config === 'object' && config !== null && '~standard' in config
  const isWhole =
    hasSchema && typeof capabilities === 'object' && Array.isArray(requires) && typeof flavor.create === 'function'
  return isWhole ? undefined : `does not describe its flavor "${name}" of ${kind} completely.`
}

async function nearest(root: string, name: string): Promise<string> {
  if (name.startsWith('./')) return "The path is taken from the project's root."
  const manifest = await readManifest(root)
  const installed = Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies })
  const near = suggest(name, installed)
  return near.startsWith('Did you mean') ? near : `Install it: npm install ${name}`
}
