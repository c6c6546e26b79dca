import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { RegaugeError } from '../errors/regauge-error.ts'
import { isName, NAME_RULE } from '../util/names.ts'
import { BUILT_IN_STACK } from './built-in-stack.ts'
import type { Project } from './project.ts'
import { findStackFiles, shownPath, stackNotFound, stackUnwritable, twinOf } from './stack-files.ts'

/** What a new stack begins with. */
export interface NewStackOptions {
  readonly description?: string | undefined
  /** A stack to lay the new one over. Absent: it stands alone, with the local components spelt out. */
  readonly extends?: string | undefined
}

/**
 * Writes a stack file with comments that say what can be changed, and returns its absolute path. Never overwrites.
 * Throws `STACK_NAME_INVALID`, `STACK_EXISTS`, `STACK_FILE_UNWRITABLE`, or `STACK_NOT_FOUND` for a stack to extend that is
 * not there.
 */
export async function newStack(project: Project, name: string, options: NewStackOptions = {}): Promise<string> {
  if (!isName(name)) {
    const message = `${JSON.stringify(name)} cannot be the name of a stack.`
    throw new RegaugeError('STACK_NAME_INVALID', { message, hint: `A name is ${NAME_RULE}.` })
  }
  const files = await findStackFiles(project)
  const lower = options.extends
  if (lower !== undefined && lower !== BUILT_IN_STACK && !files.has(lower)) {
    throw stackNotFound(lower, { project, names: files.keys() })
  }
  const path = join(project.stacksDir, `${name}.yaml`)
  const taken = files.get(name) ?? files.get(twinOf(name, files.keys()) ?? '')
  if (taken !== undefined) throw exists(name, shownPath(project, taken))
  try {
    await mkdir(project.stacksDir, { recursive: true })
    await writeFile(path, textOf(name, { ...options, schema: schemaPath(project) }), { flag: 'wx' })
  } catch (thrown) {
    // The cast is safe: only the member that file system errors have is looked at.
    const isTaken = (thrown as NodeJS.ErrnoException).code === 'EEXIST'
    throw isTaken ? exists(name, shownPath(project, path)) : stackUnwritable(project, path, thrown)
  }
  return path
}

function exists(name: string, file: string): RegaugeError {
  return new RegaugeError('STACK_EXISTS', {
    message: `There is a stack file "${file}" already.`,
    hint: 'Choose another name, or edit that file.',
    details: { stack: name, file },
  })
}

/** From the stack file to the schema that this package ships. */
function schemaPath(project: Project): string {
  const up = relative(project.stacksDir, project.root).replaceAll(sep, '/')
  return `${up === '' ? '.' : up}/node_modules/@regauge/core/schemas/stack.schema.json`
}

function textOf(name: string, options: NewStackOptions & { readonly schema: string }): string {
  const description = options.description ?? 'What this stack is for, in one sentence'
  const head = `# yaml-language-server: $schema=${options.schema}
# Values may refer to what is elsewhere: \${env:NAME}, \${file:path}, \${secret:store.key}. Secrets have to.
name: ${name}
description: ${JSON.stringify(description)}
`
  return head + (options.extends === undefined ? STANDALONE : `extends: ${options.extends}\n${OVERLAY}`)
}

const OVERLAY = `
# Only what differs from the stack above. Mappings are merged key by key; a list, or a component of another flavor,
# replaces what was there.
# components:
#   orchestrator:
#     config: {}
`

const STANDALONE = `
# What brings the flavors below: npm packages, or paths from the project's root that begin with ./
packages: ['@regauge/orchestrator-local']

components:
  # Where steps run. \`regauge flavor list\` shows what there is.
  orchestrator:
    flavor: local
    config: {}
  # Where runs keep their records and artifacts.
  artifact-store:
    flavor: local
    config: { path: .regauge/store }
  # Launchers that single steps ask for by name: \`operator: gpu\`.
  # step-operators:
  #   gpu: { flavor: docker, config: { gpus: all } }

# Policy for every step; the pipeline's and the step's own go over it.
# defaults:
#   retry: { infrastructure: 5 }
#   timeout: 1h
`
