import http from 'node:http'
import type { Plugin } from 'esbuild'

/** Inlined CommonJS modules still ask for Node's own modules at run time. */
export const REQUIRE_BANNER = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Zod brings its messages in fifty languages, half a megabyte, of which only the default one is ever asked for. */
export const ONE_LOCALE: Plugin = {
  name: 'one-locale',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

/**
 * Takes `node:http` from the process where it is imported. An import touches all that the module exports, and with that
 * loads the whole of `fetch`, which takes as long as half of Node's own start.
 */
export const REQUIRED_HTTP: Plugin = {
  name: 'required-http',
  setup(bundling) {
    bundling.onResolve({ filter: /^(?:node:)?http$/, namespace: 'file' }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'node:http', namespace: 'required' },
    )
    bundling.onLoad({ filter: /.*/, namespace: 'required' }, () => ({ contents: HTTP }))
  },
}

/** What `node:http` has of `fetch`. */
const OF_FETCH = new Set(['WebSocket', 'CloseEvent', 'MessageEvent'])

const HTTP = `
const http = process.getBuiltinModule('node:http')
export default http
export const { ${Object.keys(http)
  .filter((name) => !OF_FETCH.has(name))
  .join(', ')} } = http
`
