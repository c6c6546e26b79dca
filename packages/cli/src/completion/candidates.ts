import { readdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { CommandContext } from '../context.ts'
import type { Candidates } from './shell-completion.ts'

/**
 * The words that may stand at the end of a command line, as far as they have to be looked up. Only what the words ask
 * for is looked at, and what cannot be found out is nothing: completing never fails.
 */
export async function candidatesFor(words: readonly string[], context: CommandContext): Promise<Candidates> {
  const [group, verb] = words
  const typed = words.at(-1) ?? ''
  const before = words.at(-2)
  const wantsStack = before === '--stack' || before === '-s' || group === 'stack'
  const wantsRun = !wantsStack && (group === 'runs' || group === 'artifacts') && verb !== 'list' && words.length > 2
  const wantsModule = !wantsStack && (group === 'run' || group === 'compile')
  try {
    if (wantsStack) {
      const names = await stackNames(context)
      return { stack: names, name: names, a: names, b: names }
    }
    if (wantsRun || (group === 'artifacts' && verb === 'list')) {
      const ids = await runIds(context)
      return { run: ids, artifact: ids.map((id) => `${id}:`) }
    }
    if (wantsModule) return { module: await paths(typed, context) }
  } catch {
    return {}
  }
  return {}
}

async function stackNames(context: CommandContext): Promise<readonly string[]> {
  const { BUILT_IN_STACK, findProject, findStackFiles } = await import('@regauge/core/stack')
  const files = await findStackFiles(await findProject(context.cwd))
  return [...new Set([...files.keys(), BUILT_IN_STACK])]
}

async function runIds(context: CommandContext): Promise<readonly string[]> {
  const [{ openRuns }, { listRuns }] = await Promise.all([import('../open-runs.ts'), import('@regauge/core/records')])
  await using runs = await openRuns(undefined, context)
  const newest = await listRuns(runs.store, { limit: 20, signal: context.signal })
  return ['latest', ...newest.map(({ run }) => run)]
}

/** Directories and modules that begin with what was typed. */
async function paths(typed: string, context: CommandContext): Promise<readonly string[]> {
  const folder = typed.endsWith('/') ? typed : dirname(typed)
  const prefix = folder === '.' && !typed.startsWith('./') ? '' : folder.endsWith('/') ? folder : `${folder}/`
  const entries = await readdir(resolve(context.cwd, folder === '' ? '.' : folder), { withFileTypes: true })
  return entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .filter((entry) => entry.isDirectory() || /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
}
