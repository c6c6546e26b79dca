import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const INDEX = fileURLToPath(new URL('index.ts', import.meta.url))

test('the bundle of an author grows by nothing that core does not bring itself', async () => {
  const { metafile } = await build({
    entryPoints: [INDEX],
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
  })

  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  expect(imported.filter((path) => !path.startsWith('node:'))).toEqual([])
})

test('the public surface fits on a screen', async () => {
  const lines = (await readFile(INDEX, 'utf8')).trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(80)
})
