import { readdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { CommandContext } from '../context.ts'
import type { Candidates } from './shell-completion.ts'

const MODULES = /\.[cm]?[jt]s$/
const DOCUMENTS = /\.(?:json|ya?ml)$/
const ANYTHING = /./
const DIRECTORIES_ALONE = /^$/

/** Options whose value is a path, and which names of files fit. */
const FILE_OPTIONS: { readonly [option: string]: RegExp } = {
  '--params': DOCUMENTS,
  '--config': DOCUMENTS,
  '--with-code': MODULES,
  '--out': ANYTHING,
  '-o': ANYTHING,
  '--cwd': DIRECTORIES_ALONE,
  '-C': DIRECTORIES_ALONE,
}

/** Commands whose first argument is a path; the same. */
const FILE_COMMANDS: { readonly [command: string]: RegExp } = {
  run: MODULES,
  compile: MODULES,
  init: DIRECTORIES_ALONE,
  'flavor test': MODULES,
  'schedule apply': MODULES,
}

const STACK_OPTIONS: ReadonlySet<string> = new Set(['--stack', '-s', '--extends'])

/**
 * The words that may stand at the end of a command line, as far as they have to be looked up. Only what the words ask
 * for is looked at, and what cannot be found out is nothing: completing never fails.
 */
export async function candidatesFor(words: readonly string[], context: CommandContext): Promise<Candidates> {
  try {
    return await lookUp(words, context)
  } catch {
    return {}
  }
}

async function lookUp(words: readonly string[], context: CommandContext): Promise<Candidates> {
  const [group = '', verb = ''] = words
  const typed = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  const files = FILE_OPTIONS[before]
  if (files) {
    const found = await paths(typed, files, context)
    return { params: found, config: found, 'with-code': found, out: found, cwd: found }
  }
  if (STACK_OPTIONS.has(before) || group === 'stack') {
    const names = await stackNames(context)
    return { stack: names, extends: names, ...(verb !== 'new' && { name: names, a: names, b: names }) }
  }
  const modules = FILE_COMMANDS[group] ?? FILE_COMMANDS[`${group} ${verb}`]
  if (modules) {
    const found = await paths(typed, modules, context)
    return { module: found, package: found, dir: found }
  }
  if ((group === 'runs' && verb !== 'list') || group === 'artifacts') {
    const ids = await runIds(stackIn(words), context)
    return { run: ids, artifact: ids.map((id) => `${id}:`) }
  }
  return {}
}

/** The stack that the line names somewhere before its last word. */
function stackIn(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--stack' || word === '-s')
  return at === -1 || at + 1 >= words.length - 1 ? undefined : words[at + 1]
}

async function stackNames(context: CommandContext): Promise<readonly string[]> {
  const { BUILT_IN_STACK, findProject, findStackFiles } = await import('@regauge/core/stack')
  const files = await findStackFiles(await findProject(context.cwd))
  return [...new Set([...files.keys(), BUILT_IN_STACK])]
}

async function runIds(stack: string | undefined, context: CommandContext): Promise<readonly string[]> {
  const [{ openRuns }, { listRuns }] = await Promise.all([import('../open-runs.ts'), import('@regauge/core/records')])
  await using runs = await openRuns(stack, context)
  const newest = await listRuns(runs.store, { limit: 20, signal: context.signal })
  return ['latest', ...newest.map(({ run }) => run)]
}

/** Directories, and files of a kind, that begin with what was typed. */
async function paths(typed: string, files: RegExp, context: CommandContext): Promise<readonly string[]> {
  const folder = typed.endsWith('/') ? typed : dirname(typed)
  const prefix = folder === '.' && !typed.startsWith('./') ? '' : folder.endsWith('/') ? folder : `${folder}/`
  const entries = await readdir(resolve(context.cwd, folder === '' ? '.' : folder), { withFileTypes: true })
  return entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .filter((entry) => entry.isDirectory() || files.test(entry.name))
    .map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
}
