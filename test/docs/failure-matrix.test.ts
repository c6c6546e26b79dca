import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** How a row of the table in docs/operations.md can be shown, and where such tests are. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  cluster: ['test/cluster/**/*.test.ts'],
  scripted: ['packages/orchestrator-k8s/src/{api,launcher}/**/*.test.ts'],
  process: ['test/e2e/**/*.test.ts', 'packages/core/src/remote/**/*.test.ts'],
  values: ['packages/orchestrator-k8s/src/{classify,schedule}/**/*.test.ts', 'packages/orchestrator-k8s/src/*.test.ts'],
}

/** The numbers of the rows that tests name which show them in this way. */
function rowsShown(way: string): ReadonlySet<number> {
  const files = globSync(WAYS[way] ?? [], { cwd: ROOT })
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8'))
  return new Set(texts.flatMap((text) => [...text.matchAll(/['"`(]row (\d+)\b/g)].map(([, row]) => Number(row))))
}

const [, section = ''] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split(/^## What .* in a cluster$/m)
const rows = [...section.matchAll(/^\| (\d+) \|.*\| ([a-z, ]+) \|$/gm)].map(([, row, ways]) => ({
  row: Number(row),
  ways: ways!.split(', '),
}))

test('the failure matrix has all of its rows', () => {
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1))
})

test.each(Object.keys(WAYS))('what the failure matrix says is shown by "%s" is named by such a test', (way) => {
  const shown = rowsShown(way)
  const said = rows.filter(({ ways }) => ways.includes(way)).map(({ row }) => row)
  expect(said.filter((row) => !shown.has(row))).toEqual([])
  expect(said.length).toBeGreaterThan(0)
})

test('each row is shown in a way that there is', () => {
  expect(rows.filter(({ ways }) => ways.some((way) => !(way in WAYS)))).toEqual([])
})
