import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { RegaugeError } from '@regauge/core/errors'
import { findPackage, type Project } from '@regauge/core/stack'

/** A package whose flavors are to be tested. */
export interface TestTarget {
  /** As a stack file of the project would name it. */
  readonly package: string
  /** Absolute path of the folder that has its `package.json`. */
  readonly folder: string
}

/** The package that a person means: a path from the working directory if there is one, else a name that is installed. */
export async function findTarget(project: Project, cwd: string, given: string): Promise<TestTarget> {
  const path = resolve(cwd, given)
  if (existsSync(path)) {
    const name = relative(project.root, path).replaceAll('\\', '/')
    return { package: `./${name}`, folder: folderOf(path) ?? path }
  }
  const found = await findPackage(project.root, given)
  if (found) return { package: given, folder: found.folder }
  throw new RegaugeError('FLAVOR_PACKAGE_NOT_FOUND', {
    message: `Package "${given}" is neither a path here nor installed.`,
    hint: `Check the path; it is taken from "${cwd}". Or install it: npm install ${given}`,
    details: { package: given },
  })
}

/** Refuses a folder in which there is no module that could bring flavors. */
export async function assertImportable(project: Project, target: TestTarget): Promise<void> {
  if (await findPackage(project.root, target.package)) return
  throw new RegaugeError('FLAVOR_PACKAGE_NOT_FOUND', {
    message: `The folder "${target.folder}" has no module that could bring a flavor.`,
    hint: 'Build the package, or name another one, or its module: regauge flavor test ./path/to/index.ts',
    details: { folder: target.folder },
  })
}

/** The nearest folder upwards that is a package. */
function folderOf(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}
