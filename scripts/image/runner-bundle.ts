import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { ONE_LOCALE, REQUIRE_BANNER, REQUIRED_HTTP } from '../bundling.ts'
import { ENTRIES } from './entries.ts'
import type { TarEntry } from './tar.ts'

/** Where packages lie in the image, so that they find each other by their names. */
const PACKAGES = 'regauge/node_modules/@regauge'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly peerDependencies?: { readonly [name: string]: string }
  readonly exports: { readonly [entry: string]: { readonly '@regauge/source'?: string } }
}

/** What runs in the image, without Node. */
export interface RunnerBundle {
  readonly files: readonly TarEntry[]
  /** The modules that went into it, relative to the root of the repository. */
  readonly modules: readonly string[]
}

/**
 * Bundles our packages from their sources into few files: what several entries need stands in a chunk that they share,
 * so that a process has one copy of each module and reads no more than it runs.
 */
export async function runnerBundle(root: string): Promise<RunnerBundle> {
  const folders = Object.entries(ENTRIES)
  const packages = await Promise.all(folders.map(([folder, entries]) => readPackage(root, folder, entries)))
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: packages.flatMap(({ entryPoints }) => entryPoints),
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['@regauge/source', 'module'],
    // Modules of which the unused half can be left away.
    mainFields: ['module', 'main'],
    external: ['esbuild'],
    chunkNames: 'chunks/[hash]',
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    // Node prints the line in which an error was thrown.
    lineLimit: 120,
    banner: { js: REQUIRE_BANNER },
    plugins: [ONE_LOCALE, REQUIRED_HTTP],
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  return {
    files: [
      ...outputFiles.map(({ path, contents }) => file(path.slice(1), contents)),
      ...packages.map(({ folder, manifest }) => file(`${folder}/package.json`, json(manifest))),
      file('chunks/package.json', json({ type: 'module' })),
    ],
    modules: modulesOf(metafile),
  }
}

/** A package's entries, and the manifest by which they are found in the image. */
async function readPackage(root: string, folder: string, entries: readonly string[]) {
  const path = join('packages', folder)
  // Checked where packages are published.
  const manifest = JSON.parse(await readFile(join(root, path, 'package.json'), 'utf8')) as Manifest
  const { name, version, peerDependencies } = manifest
  const named = entries.map((entry) => ({ entry, file: entry === '.' ? 'index' : entry.slice('./'.length) }))
  return {
    folder,
    entryPoints: named.map(({ entry, file }) => {
      const source = manifest.exports[entry]?.['@regauge/source']
      if (source === undefined) throw new Error(`The package "${name}" has no entry "${entry}".`)
      return { in: join(root, path, source), out: `${folder}/${file}` }
    }),
    manifest: {
      name,
      version,
      type: 'module',
      exports: Object.fromEntries(named.map(({ entry, file }) => [entry, `./${file}.js`])),
      ...(peerDependencies && { peerDependencies }),
    },
  }
}

function modulesOf({ outputs }: Metafile): readonly string[] {
  // The map of imports is that of all that was read; only what has bytes in a file has come along.
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return [...new Set(used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path))].sort()
}

function file(path: string, content: Uint8Array): TarEntry {
  return { type: 'file', path: `${PACKAGES}/${path}`, content }
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}
