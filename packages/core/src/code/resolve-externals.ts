import { isBuiltin, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// From the URL of a package's directory to the URL of the module it was made of.
const modules = new Map<string, string>()
let registered = false

/**
 * From now on, packages that the bundle in `directory` imports are looked for where its author's module lies, and only
 * then where the bundle lies.
 */
export function resolveExternalsFrom(directory: string, module: string): void {
  modules.set(pathToFileURL(join(directory, '/')).href, pathToFileURL(module).href)
  if (registered) return
  registered = true
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const module = isBare(specifier) ? moduleBehind(context.parentURL) : undefined
      if (module === undefined) return nextResolve(specifier, context)
      try {
        return nextResolve(specifier, { ...context, parentURL: module })
      } catch {
        return nextResolve(specifier, context)
      }
    },
  })
}

function isBare(specifier: string): boolean {
  return !/^(?:[./#]|[a-z][a-z+.-]*:)/i.test(specifier) && !isBuiltin(specifier)
}

function moduleBehind(parent: string | undefined): string | undefined {
  if (parent === undefined) return undefined
  return modules.get(parent.slice(0, parent.lastIndexOf('/') + 1))
}
