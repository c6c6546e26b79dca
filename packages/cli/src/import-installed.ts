import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RegaugeError } from '@regauge/core/errors'
import { findProject } from '@regauge/core/stack'

/**
 * Imports an entry of a package that only some projects need: as the project has it installed, else as it lies beside
 * this command. Throws `COMMAND_PACKAGE_MISSING` where neither is.
 */
export async function importInstalled(cwd: string, entry: string): Promise<Readonly<Record<string, unknown>>> {
  const { root } = await findProject(cwd)
  const path = resolveFrom(join(root, 'package.json'), entry) ?? resolveFrom(import.meta.url, entry)
  if (path === undefined) {
    const name = entry.split('/').slice(0, 2).join('/')
    throw new RegaugeError('COMMAND_PACKAGE_MISSING', {
      message: `The package "${name}" is not installed.`,
      hint: `Install it: npm install ${name}`,
      details: { package: name },
    })
  }
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
}

function resolveFrom(place: string, entry: string): string | undefined {
  try {
    return createRequire(place).resolve(entry)
  } catch {
    return undefined
  }
}
