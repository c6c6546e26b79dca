import { readFile, stat } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A package of flavors on this machine. Paths are absolute. */
export interface FoundPackage {
  /** The module to import. */
  readonly entry: string
  /** Where it lies: its folder, or that of the single file. */
  readonly folder: string
  /** Its folder and what its `package.json` says; undefined for a file that belongs to no package but the project. */
  readonly package?: PackageFolder
}

/** A folder with a `package.json`. */
export interface PackageFolder {
  /** Absolute path. */
  readonly root: string
  readonly manifest: PackageManifest
}

/** The part of a `package.json` that matters here. */
export interface PackageManifest {
  readonly name?: string
  readonly main?: string
  readonly exports?: unknown
  readonly peerDependencies?: { readonly [name: string]: string }
  readonly dependencies?: { readonly [name: string]: string }
  readonly devDependencies?: { readonly [name: string]: string }
}

/**
 * Finds a package: an npm name first among what the project has installed, then beside this package, which brings the
 * built-in stack's; a path relative to the project's root, of a file or of a folder with a `package.json` or an `index`.
 */
export async function findPackage(root: string, name: string): Promise<FoundPackage | undefined> {
  if (name.startsWith('./')) return findPath(join(root, name), root)
  if (isBuiltin(name)) return undefined
  const own = dirname(fileURLToPath(import.meta.url))
  return (await findInstalled(root, name)) ?? (await findInstalled(own, name))
}

async function findInstalled(from: string, name: string): Promise<FoundPackage | undefined> {
  const require = createRequire(join(from, 'package.json'))
  for (const folder of require.resolve.paths(name) ?? []) {
    const manifest = await readManifest(join(folder, name))
    if (!manifest) continue
    const entry = resolveEntry(require, name) ?? (await findEntry(join(folder, name), manifest))
    return entry === undefined
      ? undefined
      : { entry, folder: join(folder, name), package: { root: join(folder, name), manifest } }
  }
  return undefined
}

/** Node's own resolution, with all its conditions but `import`. */
function resolveEntry(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}

async function findPath(path: string, root: string): Promise<FoundPackage | undefined> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return undefined
  if (!stats.isDirectory()) {
    const around = await packageAround(path, root)
    return { entry: path, folder: dirname(path), ...(around && { package: around }) }
  }
  const manifest = await readManifest(path)
  const entry = await findEntry(path, manifest ?? {})
  return entry === undefined
    ? undefined
    : { entry, folder: path, ...(manifest && { package: { root: path, manifest } }) }
}

/** The package that a file lies in, as long as its folder is below another one. */
export async function packageAround(file: string, above: string): Promise<PackageFolder | undefined> {
  for (let root = dirname(file); root !== above && root !== dirname(root); root = dirname(root)) {
    const manifest = await readManifest(root)
    if (manifest) return { root, manifest }
  }
  return undefined
}

async function findEntry(folder: string, { exports, main }: PackageManifest): Promise<string | undefined> {
  // The last one is that of a package of ours that has not been built yet.
  const entries = [importTarget(exports), main, 'index.ts', 'index.js', 'index.mjs', 'src/index.ts']
  for (const entry of entries) {
    const path = entry === undefined ? undefined : join(folder, entry)
    if (path !== undefined && (await stat(path).catch(() => undefined))?.isFile()) return path
  }
  return undefined
}

/** What `exports` gives for the package itself to an `import`. */
function importTarget(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports
  if (Array.isArray(exports)) return exports.map(importTarget).find((target) => target !== undefined)
  if (typeof exports !== 'object' || exports === null) return undefined
  if ('.' in exports) return importTarget(exports['.'])
  for (const [condition, target] of Object.entries(exports)) {
    if (CONDITIONS.has(condition)) {
      const found = importTarget(target)
      if (found !== undefined) return found
    }
  }
  return undefined
}

const CONDITIONS: ReadonlySet<string> = new Set(['import', 'node', 'module-sync', 'default', ...ownConditions()])

/** The conditions that this process was started with. */
function ownConditions(): readonly string[] {
  const options = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  return options.flatMap((option, index) => {
    if (option === '-C' || option === '--conditions') return options[index + 1] ?? []
    return option.startsWith('--conditions=') ? option.slice('--conditions='.length) : []
  })
}

/** The `package.json` of a folder; undefined where there is none that can be read. */
export async function readManifest(folder: string): Promise<PackageManifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined
  } catch {
    return undefined
  }
}
