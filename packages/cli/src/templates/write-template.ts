import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf, RegaugeError } from '@regauge/core/errors'

// Two levels up in the sources and, as a chunk, in what is built from them.
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))

/** npm would leave a `.gitignore` out of this package, and a manifest with exports would be taken for one of it. */
const RENAMED: { readonly [file: string]: string } = {
  gitignore: '.gitignore',
  'package.template.json': 'package.json',
}

/** Where a template goes, and what stands for its `{{placeholders}}`; `version` is filled in. */
export interface WriteTemplateOptions {
  /** Absolute path of a directory, which need not exist. */
  readonly target: string
  readonly values: { readonly [placeholder: string]: string }
  /** The command that names another directory, for the hint of an error. */
  readonly usage: string
}

/**
 * Writes the files of a template, which is made of folders under `templates/`, and returns their paths in the target.
 * Throws `INIT_FILE_EXISTS`, and writes nothing, where a file would be replaced, and `INIT_UNWRITABLE`.
 */
export async function writeTemplate(
  folders: readonly string[],
  { target, values, usage }: WriteTemplateOptions,
): Promise<readonly string[]> {
  const files = (await Promise.all(folders.map(filesIn))).flat().sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = files.map(({ name }) => name)
  await refuseToOverwrite(target, names, usage)
  const filled = { ...values, version: await ownVersion() }
  for (const { name, source } of files) {
    const text = await readFile(source, 'utf8')
    await writeInto(target, name, fill(text, filled)).catch((thrown: unknown) => {
      throw new RegaugeError('INIT_UNWRITABLE', {
        message: `"${name}" cannot be written into "${target}": ${messageOf(thrown)}`,
        hint: `Name another directory: ${usage}.`,
        details: { directory: target, file: name },
        cause: thrown,
      })
    })
  }
  return names
}

async function writeInto(target: string, name: string, text: string): Promise<void> {
  const path = join(target, name)
  await makeDirectory(dirname(path))
  await writeFile(path, text, { flag: 'wx' })
}

/** Unlike Node's own, it does not try for ever where nobody can make anything, such as in `/proc`. */
async function makeDirectory(path: string): Promise<void> {
  const isMade = await mkdir(path).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EEXIST') return true
      if (thrown.code === 'ENOENT' && dirname(path) !== path) return false
      throw thrown
    },
  )
  if (isMade) return
  await makeDirectory(dirname(path))
  await mkdir(path)
}

/** The files of one folder: their names in the target, and where they are. */
async function filesIn(folder: string): Promise<readonly { readonly name: string; readonly source: string }[]> {
  const root = join(PACKAGE, 'templates', folder)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const source = join(parentPath, name)
      return { name: nameInTarget(relative(root, source)), source }
    })
}

function fill(text: string, values: WriteTemplateOptions['values']): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

function nameInTarget(file: string): string {
  return RENAMED[file] ?? file
}

async function refuseToOverwrite(target: string, files: readonly string[], usage: string): Promise<void> {
  const found = await stat(target).catch(() => undefined)
  if (found && !found.isDirectory()) {
    throw new RegaugeError('INIT_FILE_EXISTS', {
      message: `"${target}" is a file, so nothing can be made in it.`,
      hint: 'Name another directory.',
    })
  }
  const present = await Promise.all(files.map((file) => stat(join(target, file)).then(Boolean, () => false)))
  const taken = files.filter((_, index) => present[index])
  if (taken.length === 0) return
  throw new RegaugeError('INIT_FILE_EXISTS', {
    message: `"${target}" already has ${taken.map((file) => `"${file}"`).join(', ')}.`,
    hint: `Name another directory: ${usage}.`,
    details: { directory: target, files: taken },
  })
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string }
  return manifest.version
}
