import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { libraryLicences } from './licences.ts'
import { withRunPath } from './run-path.ts'
import type { TarEntry } from './tar.ts'

/** Libraries that images with glibc may lack, and that Node therefore brings. */
const BROUGHT: ReadonlySet<string> = new Set(['libstdc++.so.6', 'libgcc_s.so.1'])

/** Where Node looks for its libraries: where systems keep them, of which the newest is the image's own; else its own. */
const LIBRARY_FOLDERS = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib/aarch64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/lib',
  '/usr/lib',
  '$ORIGIN/../lib',
]

/**
 * The running Node, as files below `/regauge` that run in any image with glibc wherever the folder is copied to, and the
 * libraries of this machine that an empty image needs besides.
 */
export function nodeRuntime(): readonly TarEntry[] {
  const libraries = librariesOf(process.execPath)
  const licence = join(process.execPath, '../../LICENSE')
  return [
    executable('regauge/bin/node', withRunPath(readFileSync(process.execPath), LIBRARY_FOLDERS)),
    ...libraries.map((path) => {
      const name = basename(path)
      return executable(BROUGHT.has(name) ? `regauge/lib/${name}` : path.slice(1), readFileSync(path))
    }),
    ...(existsSync(licence) ? [file('regauge/licences/node.txt', readFileSync(licence))] : []),
    ...[...libraryLicences(libraries)].map(([name, text]) => file(`regauge/licences/${name}.txt`, text)),
  ]
}

/** As Node itself has found them, with the program that links them. */
function librariesOf(node: string): readonly string[] {
  const script = 'JSON.stringify(process.report.getReport().sharedObjects)'
  const { stdout } = spawnSync(node, ['--print', script], { encoding: 'utf8', env: {} })
  // The program itself comes first, and what the kernel brings has no path.
  const objects = JSON.parse(stdout) as readonly string[]
  return objects.filter((path) => path.startsWith('/') && path !== node).sort()
}

function file(path: string, content: Uint8Array): TarEntry {
  return { type: 'file', path, content }
}

function executable(path: string, content: Uint8Array): TarEntry {
  return { type: 'file', path, content, executable: true }
}
