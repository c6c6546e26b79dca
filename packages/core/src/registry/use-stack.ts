import { mkdir, rename, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BUILT_IN_STACK } from './built-in-stack.ts'
import type { Project } from './project.ts'
import { readText } from './read-text.ts'
import { findStackFiles, shownPath, stackNotFound, stackUnwritable } from './stack-files.ts'

/**
 * Makes a stack the one that serves on this machine until another is chosen. Whether its file is sound is not looked
 * at, so that one can switch away from a broken stack and back. Throws `STACK_NOT_FOUND` or `STACK_FILE_UNWRITABLE`.
 */
export async function useStack(project: Project, name: string): Promise<void> {
  const files = await findStackFiles(project)
  if (!files.has(name) && name !== BUILT_IN_STACK) throw stackNotFound(name, { project, names: files.keys() })
  const path = usedStackFile(project)
  try {
    await mkdir(project.stateDir, { recursive: true })
    // Renamed into place, so that a reader never sees half a name.
    const draft = `${path}.${process.pid}.tmp`
    await writeFile(draft, `${name}\n`)
    await rename(draft, path)
  } catch (thrown) {
    throw stackUnwritable(project, path, thrown)
  }
}

/** The stack that `regauge stack use` has chosen, as its file says it; undefined where none was. */
export async function readUsedStack(project: Project): Promise<string | undefined> {
  const path = usedStackFile(project)
  if (!existsSync(path)) return undefined
  const text = await readText(path, { shown: shownPath(project, path), code: 'STACK_NAME_INVALID' })
  return text.trim() || undefined
}

function usedStackFile(project: Project): string {
  return join(project.stateDir, 'stack')
}
