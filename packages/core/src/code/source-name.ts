import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** Gives a source file the name that it has on every machine. */
export type SourceNamer = (file: string) => string

/**
 * Names files relative to the project; what lies elsewhere (a hoisted `node_modules`, a linked workspace package) is
 * named as if it were installed in the project. So neither the bundle nor its map says where the project lies.
 */
export function sourceNamer(projectRoot: string): SourceNamer {
  const owners = new Map<string, PackagePlace | undefined>()
  return (file) => {
    const inside = relative(projectRoot, file)
    if (!inside.startsWith('..')) return toPosix(inside)
    const installed = file.indexOf(`${sep}node_modules${sep}`)
    if (installed >= 0) return toPosix(file.slice(installed + 1))
    const owner = packageOf(dirname(file), owners)
    return toPosix(owner ? join('node_modules', owner.name, relative(owner.directory, file)) : inside)
  }
}

/** A package on disk. */
export interface PackagePlace {
  readonly name: string
  readonly directory: string
}

/** The nearest package with a name around a directory. `known` remembers the answers. */
function packageOf(directory: string, known: Map<string, PackagePlace | undefined>): PackagePlace | undefined {
  if (known.has(directory)) return known.get(directory)
  const name = packageName(join(directory, 'package.json'))
  const parent = dirname(directory)
  const found = name === undefined ? (parent === directory ? undefined : packageOf(parent, known)) : { name, directory }
  known.set(directory, found)
  return found
}

function packageName(manifest: string): string | undefined {
  if (!existsSync(manifest)) return undefined
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}
