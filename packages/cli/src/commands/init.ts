import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RegaugeError } from '@regauge/core/errors'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'

// Two levels up in the sources and, as a chunk, in what is built from them.
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))
const TEMPLATE = join(PACKAGE, 'templates/project')

/** Makes a new project that runs and passes its own test at once. Writes nothing where a file would be replaced. */
export const init: Command<{ readonly dir: string }> = async ({ dir, json }, context) => {
  const target = resolve(context.cwd, dir)
  const files = (await readdir(TEMPLATE, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(TEMPLATE, join(entry.parentPath, entry.name)))
    .sort()
  await refuseToOverwrite(target, files.map(nameInProject))
  const version = await ownVersion()
  for (const file of files) {
    const text = await readFile(join(TEMPLATE, file), 'utf8')
    const path = join(target, nameInProject(file))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text.replaceAll('{{name}}', packageName(target)).replaceAll('{{version}}', version), {
      flag: 'wx',
    })
  }
  const created = files.map(nameInProject)
  if (json) printJson(context, { directory: target, files: created })
  else {
    const { colors } = context.stdout
    const enter = relative(context.cwd, target)
    printLines(context, [
      `${colors.green('✓')} A new project in ${colors.bold(enter === '' ? 'this directory' : enter)}`,
      ...created.map((file) => colors.dim(`  ${file}`)),
      'Next:',
      ...[enter && `cd ${enter}`, 'npm install', 'npm start'].filter(Boolean).map((line) => `  ${line}`),
    ])
  }
  return 0
}

/** npm would leave a `.gitignore` out of the package. */
function nameInProject(file: string): string {
  return file === 'gitignore' ? '.gitignore' : file
}

async function refuseToOverwrite(target: string, files: readonly string[]): Promise<void> {
  const found = await stat(target).catch(() => undefined)
  if (found && !found.isDirectory()) {
    throw new RegaugeError('INIT_FILE_EXISTS', {
      message: `"${target}" is a file, so no project can be made in it.`,
      hint: 'Name another directory.',
    })
  }
  const present = await Promise.all(files.map((file) => stat(join(target, file)).then(Boolean, () => false)))
  const taken = files.filter((_, index) => present[index])
  if (taken.length === 0) return
  throw new RegaugeError('INIT_FILE_EXISTS', {
    message: `"${target}" already has ${taken.map((file) => `"${file}"`).join(', ')}.`,
    hint: 'Name another directory: regauge init DIR.',
    details: { directory: target, files: taken },
  })
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string }
  return manifest.version
}

/** The directory's name as far as npm allows it as a package's. */
function packageName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
  return name === '' ? 'pipeline' : name
}
