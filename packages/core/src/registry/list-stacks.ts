import { isRegaugeError, type RegaugeError } from '../errors/regauge-error.ts'
import { createStackLoader, type LoadedStack } from './load-stack.ts'
import type { Project } from './project.ts'
import { shownPath } from './stack-files.ts'

/** One registered stack: loaded, or what is wrong with it. */
export type ListedStack =
  | { readonly name: string; readonly file?: string; readonly stack: LoadedStack }
  | { readonly name: string; readonly file?: string; readonly error: RegaugeError }

/** Every stack of the project in the order of the names, the built-in `local` included. A broken file breaks no other. */
export async function listStacks(project: Project): Promise<readonly ListedStack[]> {
  const { names, files, load } = await createStackLoader(project)
  return Promise.all(
    names.map(async (name): Promise<ListedStack> => {
      const path = files.get(name)
      const known = { name, ...(path !== undefined && { file: shownPath(project, path) }) }
      try {
        return { ...known, stack: await load(name) }
      } catch (thrown) {
        if (isRegaugeError(thrown)) return { ...known, error: thrown }
        throw thrown
      }
    }),
  )
}
