import { basename, relative, resolve } from 'node:path'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'
import { writeTemplate } from '../templates/write-template.ts'

/** Makes a new project that runs and passes its own test at once. Writes nothing where a file would be replaced. */
export const init: Command<{ readonly dir: string }> = async ({ dir, json }, context) => {
  const target = resolve(context.cwd, dir)
  const values = { name: packageName(target) }
  const created = await writeTemplate(['project'], { target, values, usage: 'regauge init DIR' })
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

/** The directory's name as far as npm allows it as a package's. */
function packageName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
  return name === '' ? 'pipeline' : name
}
