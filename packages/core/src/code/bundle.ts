import { basename, resolve } from 'node:path'
import { build, type BuildOptions, type BuildResult, type Metafile } from 'esbuild'
import { assets } from './assets.ts'
import { toBuildError } from './build-error.ts'
import { importersOfAddons, nativePackages } from './native-packages.ts'
import { BANNER, BANNER_WITHOUT_REQUIRE, META_DEFINES, sourceMeta } from './source-meta.ts'
import { sourceNamer, type SourceNamer } from './source-name.ts'
import { mentionsLocales, WITHOUT_LOCALES } from './zod-locales.ts'

/** The file name of every bundle. */
export const ENTRY = 'pipeline.js'

/** A module and everything it imports, as few files. */
export interface Bundle {
  /** By name: {@link ENTRY}, its source map, the author's own native addons, and files that modules name. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What is imported at run time: packages and subpaths, without Node's own modules. */
  readonly externals: readonly string[]
}

export interface BundleOptions {
  /** Absolute, without symbolic links. */
  readonly module: string
  /** Absolute, without symbolic links. */
  readonly projectRoot: string
  /** Packages to leave outside, beside those that bring machine code. */
  readonly external?: readonly string[] | undefined
}

/**
 * Bundles a module. The same sources give the same bytes on every machine and in every directory. Throws
 * `MODULE_INVALID` with the line that cannot be built.
 */
export async function bundleModule(options: BundleOptions): Promise<Bundle> {
  const { projectRoot } = options
  const external = new Set(options.external)
  let locales = false
  for (;;) {
    const native = new Set<string>()
    const built = await buildOnce(options, { external, native, locales })
    importersOfAddons(built.metafile, native)
    const before = external.size
    for (const name of native) external.add(name)
    if (!locales && mentionsLocales(built.metafile, projectRoot)) locales = true
    else if (external.size === before) return toBundle(built, projectRoot)
  }
}

type Built = BuildResult<{ write: false; metafile: true }>

interface BuildState {
  readonly external: ReadonlySet<string>
  /** Takes the packages that turn out to bring machine code. */
  readonly native: Set<string>
  readonly locales: boolean
}

async function buildOnce(options: BundleOptions, { external, native, locales }: BuildState): Promise<Built> {
  const nameOf = sourceNamer(options.projectRoot)
  try {
    return await build({
      ...SETTINGS,
      entryPoints: [{ in: options.module, out: basename(ENTRY, '.js') }],
      absWorkingDir: options.projectRoot,
      outdir: options.projectRoot,
      conditions: ['module', ...conditionsOfThisProcess()],
      external: [...external],
      plugins: [...(locales ? [] : [WITHOUT_LOCALES]), nativePackages(native), sourceMeta(nameOf), assets(nameOf)],
    })
  } catch (thrown) {
    throw toBuildError(thrown, nameOf(options.module))
  }
}

const SETTINGS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  charset: 'utf8',
  keepNames: true,
  legalComments: 'none',
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'silent',
  banner: { js: BANNER },
  assetNames: '[name]-[hash]',
  define: META_DEFINES,
  loader: { '.node': 'copy', '.md': 'text', '.txt': 'text', '.sql': 'text' },
} as const satisfies BuildOptions

/** The export conditions that this process was started with, so that the bundle resolves packages as it does. */
function conditionsOfThisProcess(): string[] {
  const words = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
  return words.flatMap((word, index) => {
    if (word === '--conditions' || word === '-C') return words[index + 1] ?? []
    return /^(?:--conditions|-C)=(.+)$/.exec(word)?.[1] ?? []
  })
}

function toBundle({ outputFiles, metafile }: Built, projectRoot: string): Bundle {
  const nameOf = sourceNamer(projectRoot)
  const files = new Map<string, Uint8Array>()
  for (const { path, contents, text } of outputFiles) {
    const name = basename(path)
    if (name === ENTRY) files.set(name, Buffer.from(withOneRequire(withNames(text, projectRoot, nameOf))))
    else if (name === `${ENTRY}.map`) files.set(name, Buffer.from(mapWithNames(text, projectRoot, nameOf)))
    else files.set(name, contents)
  }
  return { files, externals: externalsOf(metafile) }
}

/** An author's module may have made a `require` of its own, which then serves the whole bundle. */
function withOneRequire(code: string): string {
  return /^(?:var|let|const|function|class) require\b/m.test(code) ? code.replace(BANNER, BANNER_WITHOUT_REQUIRE) : code
}

/** esbuild writes the path of each module into the bundle; one that leads out of the project differs by machine. */
function withNames(code: string, projectRoot: string, nameOf: SourceNamer): string {
  return code.replaceAll(/(?<=^(?:\/\/ |  ")(?:\(disabled\):)?)\.\.\/[^\n"]+(?="\(|$)/gm, (path) =>
    nameOf(resolve(projectRoot, path)),
  )
}

function mapWithNames(text: string, projectRoot: string, nameOf: SourceNamer): string {
  const map = JSON.parse(text) as { sources: string[] }
  return JSON.stringify({
    ...map,
    sources: map.sources.map((source) => (source.includes(':') ? source : nameOf(resolve(projectRoot, source)))),
  })
}

function externalsOf(metafile: Metafile): string[] {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  const outside = imports.filter(({ external, path }) => external && !path.startsWith('node:'))
  return [...new Set(outside.map(({ path }) => path))].sort()
}
