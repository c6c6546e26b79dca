import { readFileSync } from 'node:fs'
import { flushCompileCache, isBuiltin, registerHooks } from 'node:module'

/**
 * Imports modules under the names that they will have in an image, so that Node writes for them into the folder of
 * `NODE_COMPILE_CACHE`. Reads an object from the standard input: URL to text.
 */
// Only `compile-cache.ts` starts it.
const texts = JSON.parse(readFileSync(0, 'utf8')) as { readonly [url: string]: string }
registerHooks({
  resolve(specifier, { parentURL }, next) {
    const url = isBuiltin(specifier) ? specifier : URL.parse(specifier, parentURL)?.href
    return url !== undefined && url in texts ? { url, format: 'module', shortCircuit: true } : next(specifier)
  },
  load(url, context, next) {
    const source = texts[url]
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
  },
})
const exit = process.exit.bind(process)
// Main modules are told nothing here, and would end this process for it.
process.exit = (() => undefined) as never
for (const url of Object.keys(texts)) {
  // Some refuse to be run like this, after they have been compiled.
  await import(url).catch(() => undefined)
}
flushCompileCache()
exit()
