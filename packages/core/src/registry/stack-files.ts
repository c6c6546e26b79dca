import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { messageOf, RegaugeError } from '../errors/regauge-error.ts'
import { isName, suggest } from '../util/names.ts'
import { BUILT_IN_STACK } from './built-in-stack.ts'
import type { Project } from './project.ts'
import type { StackRule } from './stack-rule.ts'

/** The stack files of a project: absolute paths by the stacks' names, in the order of the names. Reads none of them. */
export async function findStackFiles(project: Pick<Project, 'stacksDir'>): Promise<ReadonlyMap<string, string>> {
  const names = (await readFolder(project.stacksDir))
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('.'))
    .map((file) => file.slice(0, -'.yaml'.length))
  names.sort()
  return new Map(names.map((name) => [name, join(project.stacksDir, `${name}.yaml`)]))
}

async function readFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    // The cast is safe: only the member that file system errors have is looked at.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    const message = `The folder of stacks "${folder}" cannot be read: ${messageOf(thrown)}.`
    throw new RegaugeError('STACK_FILE_UNREADABLE', { message, cause: thrown })
  }
}

/** What a file is called in messages: its path relative to the project's root, with `/`. */
export function shownPath(project: Pick<Project, 'root'>, path: string): string {
  return relative(project.root, path).replaceAll(sep, '/')
}

/** `STACK_FILE_UNWRITABLE`, with the reason. */
export function stackUnwritable(project: Pick<Project, 'root'>, path: string, cause: unknown): RegaugeError {
  const file = shownPath(project, path)
  const message = `The file "${file}" cannot be written: ${messageOf(cause)}.`
  return new RegaugeError('STACK_FILE_UNWRITABLE', { message, details: { file }, cause })
}

/** The other stack whose name differs from this one's only in upper and lower case. */
export function twinOf(name: string, names: Iterable<string>): string | undefined {
  return [...names].find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
}

/** Where a stack was looked for, and what was there. */
export interface StackSearch {
  readonly project: Pick<Project, 'root' | 'stacksDir'>
  readonly names: Iterable<string>
  /** What named the stack, where the person may have forgotten it. */
  readonly by?: StackRule | undefined
}

/** `STACK_NOT_FOUND`, with the closest name. */
export function stackNotFound(name: string, { project, names, by }: StackSearch): RegaugeError {
  const known = [...new Set([...names, BUILT_IN_STACK])]
  const reason = by === undefined ? undefined : REASONS[by]
  const isYml = isName(name) && existsSync(join(project.stacksDir, `${name}.yml`))
  return new RegaugeError('STACK_NOT_FOUND', {
    message: `There is no stack "${name}" in "${shownPath(project, project.stacksDir)}/"${reason ? `, ${reason}` : ''}.`,
    hint: isYml ? `Rename "${name}.yml" to "${name}.yaml": files of stacks end in ".yaml".` : suggest(name, known),
    details: { stack: name, known },
  })
}

const REASONS: { readonly [R in StackRule]?: string } = {
  environment: 'which REGAUGE_STACK names',
  use: 'which `regauge stack use` chose',
  project: 'which "regauge.yaml" names as the default',
}
