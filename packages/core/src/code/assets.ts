import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import type { SourceNamer } from './source-name.ts'

/** `new URL('./a/file', import.meta.url)`: how a module names a file beside it, in Node as for other bundlers. */
const FILE_URL =
  /\bnew\s+URL\(\s*(?<quote>['"`])(?<path>\.{1,2}\/[^'"`$\n]+)\k<quote>\s*,\s*import\.meta\.url\s*,?\s*\)/g

/** Code would miss what it imports, and is bundled where it is imported. */
const CODE = /\.(?:[cm]?[jt]sx?|node)$/

const SCHEME = 'regauge-asset:'

/**
 * The text of a module in which each URL of a file that is there leads to a copy beside the bundle, so that the file
 * travels with the code. No line moves. Left as they are: folders, code, and what does not exist.
 */
export function withAssets(text: string, { path, bundle }: { readonly path: string; readonly bundle: string }): string {
  const imports: string[] = []
  const replaced = text.replaceAll(FILE_URL, (whole, _quote: string, relative: string) => {
    const file = resolve(dirname(path), relative)
    if (CODE.test(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return whole
    const name = `__regaugeAsset${imports.length}`
    imports.push(`import ${name} from ${JSON.stringify(`${SCHEME}${relative}`)}`)
    return `new URL(${name}, ${bundle}.url)${'\n'.repeat(whole.split('\n').length - 1)}`
  })
  return imports.length === 0 ? text : `${replaced}\n${imports.join('\n')}`
}

/** Copies the files that {@link withAssets} has found beside the bundle, under names that depend on what is in them. */
export function assets(nameOf: SourceNamer): Plugin {
  return {
    name: 'regauge-assets',
    setup(build) {
      build.onResolve({ filter: /^regauge-asset:/ }, ({ path, importer }) => {
        const file = resolve(dirname(importer), path.slice(SCHEME.length))
        return { path: nameOf(file), namespace: 'regauge-asset', pluginData: file }
      })
      build.onLoad({ filter: /.*/, namespace: 'regauge-asset' }, async ({ pluginData }) => {
        // Written above.
        return { contents: await readFile(pluginData as string), loader: 'file' }
      })
    },
  }
}
