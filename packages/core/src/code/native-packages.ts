import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'

const LOADER_PACKAGES =
  /^(?:bindings|node-gyp-build|node-gyp-build-optional-packages|node-pre-gyp|@mapbox\/node-pre-gyp|prebuild-install)$/
const INSTALLED = /^(?<directory>(?:.*[\\/])?node_modules[\\/](?<name>(?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/

/**
 * Notes in `found` which installed packages bring machine code: those that build it (`binding.gyp`), ship it
 * (`prebuilds`), load it through one of the usual packages, or import a `.node` file. A bundle cannot hold them.
 */
export function nativePackages(found: Set<string>): Plugin {
  const seen = new Set<string>()
  return {
    name: 'regauge-native-packages',
    setup(build) {
      build.onResolve({ filter: LOADER_PACKAGES }, ({ importer }) => {
        note(importer)
        return undefined
      })
      build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => {
        // An author's own addon is copied into the package instead.
        return note(importer) ? { path, external: true } : undefined
      })
      build.onLoad({ filter: /\.[cm]?js$/, namespace: 'file' }, ({ path }) => {
        const directory = INSTALLED.exec(path)?.groups?.['directory']
        if (directory !== undefined && !seen.has(directory)) {
          seen.add(directory)
          if (existsSync(join(directory, 'binding.gyp')) || existsSync(join(directory, 'prebuilds'))) note(path)
        }
        return undefined
      })
    },
  }

  function note(file: string): boolean {
    const name = ownerOf(file)
    if (name !== undefined) found.add(name)
    return name !== undefined
  }
}

/** Adds the installed packages that, through a package made for the platform, import a `.node` file. */
export function importersOfAddons(metafile: Metafile, found: Set<string>): void {
  for (const [file, { imports }] of Object.entries(metafile.inputs)) {
    const owner = ownerOf(file)
    if (owner !== undefined && imports.some(({ path }) => path.endsWith('.node'))) found.add(owner)
  }
}

/** The installed package that a file belongs to; undefined for the author's own files. */
function ownerOf(file: string): string | undefined {
  return INSTALLED.exec(file)?.groups?.['name']?.replaceAll('\\', '/')
}
