import { isRegaugeError, type RegaugeError } from '../errors/regauge-error.ts'
import { createStackLoader, type LoadedStack, type StackLoader } from './load-stack.ts'
import type { Project } from './project.ts'
import { shownPath } from './stack-files.ts'

/** One registered stack: loaded, or what is wrong with it. */
export type ListedStack =
  | { readonly name: string; readonly file?: string; readonly stack: LoadedStack }
  | { readonly name: string; readonly file?: string; readonly error: RegaugeError }

/** Every stack of the project in the order of the names, the built-in `local` included. A broken file breaks no other. */
export async function listStacks(project: Project): Promise<readonly ListedStack[]> {
  const loader = await createStackLoader(project)
  return Promise.all(loader.names.map((name) => listStack(project, loader, name)))
}

async function listStack(project: Project, loader: StackLoader, name: string): Promise<ListedStack> {
  const path = loader.files.get(name)
  const known = { name, ...(path !== undefined && { file: shownPath(project, path) }) }
  try {
    return { ...known, stack: await loader.load(name) }
  } catch (thrown) {
    if (isRegaugeError(thrown)) return { ...known, error: thrown }
    throw thrown
  }
}
