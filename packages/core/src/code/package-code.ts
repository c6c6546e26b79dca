import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import type { PipelineDefinition } from '../contracts/definition.ts'
import { toAuthorError } from '../errors/author-error.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import { packageOfSpecifier } from './build-error.ts'
import { bundleModule, ENTRY, type Bundle } from './bundle.ts'
import { toCodePackage, type CodePackage, type CodePackageContent } from './code-package.ts'
import { findCommandFiles } from './command-files.ts'
import { findPipeline } from './find-pipeline.ts'
import { installCode } from './install-code.ts'
import { importBundle } from './load-pipeline.ts'

/** Which pipeline to package. */
export interface PackageCodeOptions {
  /** Path of the pipeline's module; a relative one is taken from the working directory. */
  readonly module: string
  /** The export that holds the pipeline; not needed where there is only one. */
  readonly exportName?: string | undefined
  /** Absolute path of the project, which holds the module. */
  readonly projectRoot: string
  /** Packages to leave outside of the bundle, beside those that bring machine code. */
  readonly external?: readonly string[] | undefined
}

/** A pipeline, packaged and loaded. */
export interface PackagedPipeline extends CodePackage {
  readonly definition: PipelineDefinition
  /** Where the package lies on this machine. */
  readonly directory: string
}

/** Where the code packages of a project are kept on this machine. */
export function codeCache(projectRoot: string): string {
  return join(projectRoot, '.regauge', 'cache', 'code')
}

/**
 * Bundles the module of a pipeline, imports the bundle into this process, and packages it with the files that the
 * pipeline's command steps name. The same sources give the same digest on every machine. Throws the codes of the
 * catalogue's `MODULE_`, `PIPELINE_` and `CODE_` areas, and the author's own mistakes that building the graph finds.
 */
export async function packageCode(options: PackageCodeOptions): Promise<PackagedPipeline> {
  const { module, projectRoot } = await locate(options)
  const name = relative(projectRoot, module).replaceAll('\\', '/')
  const bundle = await bundleModule({ module, projectRoot, external: options.external })
  const content = {
    module: name,
    entry: ENTRY,
    files: bundle.files,
    externals: await versionsOf(bundle, module),
  }
  // What command steps take along is known only from the pipeline itself, which can be loaded only from a directory.
  const bare = toCodePackage({ ...content, export: options.exportName ?? '' })
  const directory = await installCode(bare, codeCache(projectRoot))
  const exports = await importBundle(directory, bare.manifest, { projectRoot })
  const found = findPipeline(exports, { module: name, exportName: options.exportName })
  const pkg = toCodePackage(
    await withCommandFiles({ ...content, export: found.exportName }, found.definition, { module, projectRoot }),
  )
  return { ...pkg, definition: found.definition, directory: await installCode(pkg, codeCache(projectRoot)) }
}

async function locate(options: PackageCodeOptions): Promise<{ readonly module: string; readonly projectRoot: string }> {
  const asked = resolve(options.module)
  if (!existsSync(asked)) {
    throw new RegaugeError('MODULE_NOT_FOUND', {
      message: `There is no module "${options.module}".`,
      hint: `Check the path; it is taken from "${process.cwd()}".`,
      details: { module: options.module },
    })
  }
  const module = await realpath(asked)
  const projectRoot = await realpath(options.projectRoot)
  if (relative(projectRoot, module).startsWith('..')) {
    throw new RegaugeError('MODULE_OUTSIDE_PROJECT', {
      message: `Module "${options.module}" lies outside of the project "${options.projectRoot}".`,
      hint: 'Run the command in the project of the module.',
    })
  }
  return { module, projectRoot }
}

async function withCommandFiles(
  content: CodePackageContent,
  definition: PipelineDefinition,
  places: { readonly module: string; readonly projectRoot: string },
): Promise<CodePackageContent> {
  const found = await findCommandFiles(specOf(definition, places.projectRoot), places)
  if (found.length === 0) return content
  const files = new Map(content.files)
  for (const { name, path } of found) files.set(`files/${name}`, await readFile(path))
  const executables = new Set(found.filter((each) => each.executable).map((each) => `files/${each.name}`))
  return { ...content, files, executables }
}

/** The pipeline's graph; its `build` is called for the first time here. */
function specOf(definition: PipelineDefinition, projectRoot: string): PipelineSpec {
  try {
    return definition.toSpec()
  } catch (thrown) {
    const what = `Pipeline "${definition.name}": build`
    const hint = 'Correct that line; a build only records the graph, and work that can fail belongs into a step.'
    throw toAuthorError(thrown, { code: 'AUTHORING_BUILD_THREW', what, hint, projectRoot })
  }
}

/** Of each package outside of the bundle; one that is not installed is an optional one. */
async function versionsOf({ externals }: Bundle, module: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {}
  for (const name of new Set(externals.map(packageOfSpecifier))) {
    const file = manifestOf(name, module)
    if (file === undefined) continue
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { version?: string }
    if (version !== undefined) versions[name] = version
  }
  return versions
}

function manifestOf(name: string, module: string): string | undefined {
  const roots = createRequire(module).resolve.paths(name) ?? []
  return roots.map((root) => join(root, name, 'package.json')).find((file) => existsSync(file))
}
