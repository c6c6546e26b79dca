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
