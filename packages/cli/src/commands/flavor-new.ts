import { relative, resolve } from 'node:path'
import type { Kind } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import type { Command } from '../context.ts'
import { printJson, printLines } from '../output/print.ts'
import { writeTemplate } from '../templates/write-template.ts'

/** The folders of the template of each kind. */
const TEMPLATES: { readonly [K in Kind]: readonly string[] } = {
  'artifact-store': ['flavor/common', 'flavor/artifact-store'],
  orchestrator: ['flavor/common', 'flavor/launcher', 'flavor/orchestrator'],
  'step-operator': ['flavor/common', 'flavor/launcher', 'flavor/step-operator'],
}

/** What `flavor new` takes. */
export interface FlavorNewOptions {
  readonly name: string
  readonly kind: Kind
  readonly dir?: string | undefined
}

/** Makes a package with a flavor that keeps every promise of its kind at once. Replaces no file. */
export const flavorNew: Command<FlavorNewOptions> = async ({ name, kind, dir, json }, context) => {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
    throw new RegaugeError('USAGE_INVALID', {
      message: `A flavor cannot have the name "${name}".`,
      hint: 'Begin with a small letter, and use up to 40 more small letters, digits or "-".',
      details: { name },
    })
  }
  const target = resolve(context.cwd, dir ?? `${kind}-${name}`)
  const usage = `regauge flavor new ${name} DIR --kind ${kind}`
  const files = await writeTemplate(TEMPLATES[kind], { target, values: { name }, usage })
  if (json) printJson(context, { directory: target, files })
  else {
    const { colors } = context.stdout
    const enter = relative(context.cwd, target)
    printLines(context, [
      `${colors.green('✓')} A new flavor of ${kind} in ${colors.bold(enter === '' ? 'this directory' : enter)}`,
      ...files.map((file) => colors.dim(`  ${file}`)),
      'Next:',
      ...[enter && `cd ${enter}`, 'npm install', 'npm test'].filter(Boolean).map((line) => `  ${line}`),
    ])
  }
  return 0
}
