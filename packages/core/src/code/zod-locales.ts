import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'

const LOCALES = /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/
const ZOD = /[\\/]zod[\\/]/

/**
 * Leaves Zod's messages in languages other than its default away: two fifths of a small bundle, which would be fetched
 * and read for every attempt that has a place of its own. For bundles of which {@link mentionsLocales} says that nobody
 * asks for them.
 */
export const WITHOUT_LOCALES: Plugin = {
  name: 'regauge-without-locales',
  setup(build) {
    build.onLoad({ filter: LOCALES, namespace: 'file' }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

/** Whether a bundle has Zod's messages, and a module outside of Zod that may ask for a language. */
export function mentionsLocales({ inputs }: Metafile, projectRoot: string): boolean {
  const paths = Object.keys(inputs).filter((path) => !path.includes(':'))
  if (!paths.some((path) => LOCALES.test(path))) return false
  const others = paths.filter((path) => !ZOD.test(path))
  return others.some((path) => /\blocales\b/.test(readFileSync(resolve(projectRoot, path), 'utf8')))
}
