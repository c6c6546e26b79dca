import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Loader, Plugin } from 'esbuild'
import { withAssets } from './assets.ts'
import type { SourceNamer } from './source-name.ts'

/** The global symbol of a map from a bundle's URL to the root of the project that its sources belong to. */
export const SOURCE_ROOTS: unique symbol = Symbol.for('regauge.source-roots') as never

const BUNDLE = '__regaugeBundle'
const OWN_META = `import { createRequire as __regaugeCreateRequire } from 'node:module'; const ${BUNDLE} = import.meta`

/** The first line of each bundle: its own `import.meta`, and a `require` for what it took in from CommonJS. */
export const BANNER = `${OWN_META}, require = __regaugeCreateRequire(${BUNDLE}.url);`

/** The same for a bundle whose modules declare a `require` themselves. */
export const BANNER_WITHOUT_REQUIRE = `${OWN_META};`

/**
 * What the bundler replaces: `import.meta` would otherwise tell of the bundle, and `__dirname` and `__filename` do not
 * exist in it.
 */
export const META_DEFINES = {
  'import.meta': '__regaugeMeta',
  __dirname: '__regaugeMeta.dirname',
  __filename: '__regaugeMeta.filename',
} as const

const MENTIONS = /\bimport\.meta\b|\b__dirname\b|\b__filename\b/
const ESM_SYNTAX = /^\s*(?:import|export)\b|\bimport\.meta\b/m
const LOADERS: Readonly<Record<string, Loader>> = { '.mts': 'ts', '.cts': 'ts', '.mjs': 'js', '.cjs': 'js' }

/** Gives each module that asks where it lies the answer for its source, in the project that the code runs for. */
export function sourceMeta(nameOf: SourceNamer): Plugin {
  return {
    name: 'regauge-source-meta',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        if (!MENTIONS.test(text)) return undefined
        const extension = extname(path)
        const loader = LOADERS[extension] ?? (extension.slice(1) as Loader)
        const contents = withMeta(withAssets(text, { path, bundle: BUNDLE }), `regauge-meta:${nameOf(path)}`)
        return { contents, loader }
      })
      build.onResolve({ filter: /^regauge-meta:/ }, ({ path }) => ({ path: path.slice(13), namespace: 'regauge-meta' }))
      build.onLoad({ filter: /.*/, namespace: 'regauge-meta' }, ({ path }) => ({
        contents:
          path === '/runtime'
            ? RUNTIME
            : `import { metaOf } from 'regauge-meta:/runtime'\nexport default metaOf(${JSON.stringify(path)})`,
        loader: 'js',
      }))
    },
  }
}

/** Imports are hoisted, so that one at the end moves no line; CommonJS has to begin with it. */
function withMeta(text: string, specifier: string): string {
  const quoted = JSON.stringify(specifier)
  if (ESM_SYNTAX.test(text)) return `${text}\nimport __regaugeMeta from ${quoted}`
  const hashbang = /^#!.*\n/.exec(text)?.[0] ?? ''
  return `${hashbang}var __regaugeMeta = require(${quoted}).default; ${text.slice(hashbang.length)}`
}

/** Part of each bundle that needs it. Packages may be hoisted, so they are looked for from the project upwards. */
const RUNTIME = `
import { existsSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
const root = globalThis[Symbol.for('regauge.source-roots')]?.get(${BUNDLE}.url) ?? ${BUNDLE}.dirname
function locate(name) {
  if (name.startsWith('node_modules/')) {
    for (let from = root; dirname(from) !== from; from = dirname(from)) {
      if (existsSync(join(from, name))) return join(from, name)
    }
  }
  return join(root, name)
}
export function metaOf(name) {
  const filename = locate(name)
  const resolve = (specifier) => {
    if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : 'node:' + specifier
    return pathToFileURL(createRequire(filename).resolve(specifier)).href
  }
  return { url: pathToFileURL(filename).href, filename, dirname: dirname(filename), main: false, resolve }
}
`
