import { chmod, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ONE_LOCALE, REQUIRE_BANNER, REQUIRED_HTTP } from './bundling.ts'

/**
 * Bundles every package: each entry of `exports` becomes one file beside shared chunks. Third-party leaves are inlined,
 * since loading them one file at a time is most of a command's start; our own packages stay apart, so that a process
 * has one copy of each. Declarations come from `tsc -b`, which runs first.
 */
interface PackageJson {
  readonly name: string
  readonly exports?: { readonly [entry: string]: string | { readonly '@regauge/source'?: string } }
  readonly bin?: { readonly [name: string]: string }
  readonly regauge?: { readonly external?: readonly string[]; readonly entries?: readonly string[] }
}

const EXTERNAL = ['@regauge/*', 'esbuild', 'vitest']

async function buildPackage(folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson
  const entries = [
    ...Object.values(manifest.exports ?? {}).flatMap((entry) =>
      typeof entry === 'object' && entry['@regauge/source'] ? [entry['@regauge/source']] : [],
    ),
    ...(manifest.regauge?.entries ?? []),
  ].filter((entry) => entry.endsWith('.ts'))
  const { metafile } = await build({
    absWorkingDir: join(process.cwd(), folder),
    entryPoints: entries,
    outdir: 'dist',
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Modules of which the unused half can be left away.
    mainFields: ['module', 'main'],
    target: 'node24',
    sourcemap: true,
    sourcesContent: false,
    chunkNames: 'chunks/[name]-[hash]',
    external: [...EXTERNAL, ...(manifest.regauge?.external ?? [])],
    banner: { js: REQUIRE_BANNER },
    plugins: [ONE_LOCALE, REQUIRED_HTTP],
    logLevel: 'warning',
    metafile: true,
  })
  await removeScripts(folder, new Set(Object.keys(metafile.outputs)))
  for (const bin of Object.values(manifest.bin ?? {})) await chmod(join(folder, bin), 0o755)
}

/**
 * Removes the scripts of an earlier build; declarations belong to `tsc -b`. Last, so that whoever runs the command
 * meanwhile finds all that it imports.
 */
async function removeScripts(folder: string, written: ReadonlySet<string>): Promise<void> {
  for (const outdir of ['dist', 'dist/chunks']) {
    const names = await readdir(join(folder, outdir)).catch(() => [])
    const stale = names.filter((name) => /\.js(\.map)?$/.test(name) && !written.has(`${outdir}/${name}`))
    for (const name of stale) await rm(join(folder, outdir, name))
  }
}

const folders = process.argv.slice(2)
const packages = folders.length > 0 ? folders : (await readdir('packages')).map((name) => join('packages', name))
await Promise.all(packages.map(buildPackage))
