import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CodeManifest } from '../contracts/code-package.ts'
import type { PipelineDefinition } from '../contracts/definition.ts'
import { toAuthorError } from '../errors/author-error.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { findPipeline } from './find-pipeline.ts'
import { resolveExternalsFrom } from './resolve-externals.ts'
import { SOURCE_ROOTS } from './source-meta.ts'

/** Where the code of a package runs. */
export interface LoadOptions {
  /** Absolute path of the author's project: packages outside of the bundle are looked for from here. */
  readonly projectRoot: string
}

/**
 * Imports the pipeline of a code package that lies in a directory. From then on, this process gives stack traces in
 * terms of the sources. A module is imported once in a process, however often it is loaded. Throws `MODULE_THREW`, what
 * the mistakes in definitions throw, `CODE_EXTERNAL_NOT_FOUND` and `PIPELINE_NOT_FOUND`.
 */
export async function loadPipeline(
  directory: string,
  manifest: Pick<CodeManifest, 'module' | 'export' | 'entry'>,
  options: LoadOptions,
): Promise<PipelineDefinition> {
  const exports = await importBundle(directory, manifest, options)
  return findPipeline(exports, { module: manifest.module, exportName: manifest.export }).definition
}

/** Imports a bundle and returns its exports. */
export async function importBundle(
  directory: string,
  { module, entry }: Pick<CodeManifest, 'module' | 'entry'>,
  { projectRoot }: LoadOptions,
): Promise<Readonly<Record<string, unknown>>> {
  process.setSourceMapsEnabled(true)
  const url = pathToFileURL(join(directory, entry)).href
  sourceRoots().set(url, projectRoot)
  resolveExternalsFrom(directory, join(projectRoot, module))
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>
  } catch (thrown) {
    throw toImportError(thrown, { module, projectRoot })
  }
}

/** Read by the bundles themselves, which share nothing else with this module. */
function sourceRoots(): Map<string, string> {
  const holder = globalThis as { [SOURCE_ROOTS]?: Map<string, string> }
  holder[SOURCE_ROOTS] ??= new Map()
  return holder[SOURCE_ROOTS]
}

function toImportError(
  thrown: unknown,
  place: { readonly module: string; readonly projectRoot: string },
): RegaugeError {
  const missing = missingPackage(thrown)
  if (missing !== undefined) {
    return new RegaugeError('CODE_EXTERNAL_NOT_FOUND', {
      message: `Module "${place.module}" needs the package "${missing}", which is left outside of its bundle and is not installed.`,
      hint: `Install it with \`npm install ${missing}\`, or use an image that has it.`,
      details: { package: missing },
      cause: thrown,
    })
  }
  return toAuthorError(thrown, {
    code: 'MODULE_THREW',
    what: `The import of module "${place.module}"`,
    hint: 'Correct that line, or move work that can fail into a step.',
    projectRoot: place.projectRoot,
  })
}

function missingPackage(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  if (thrown.code !== 'ERR_MODULE_NOT_FOUND' && thrown.code !== 'MODULE_NOT_FOUND') return undefined
  return /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(thrown.message)?.[1]
}
