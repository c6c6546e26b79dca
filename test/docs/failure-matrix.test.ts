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

/** The beginning of a test that shows nothing, up to the end of the line that its name stands on. */
const LEFT_OUT = /\.(?:skip|todo)\b[^\n]*?\(\s*.*$/gm

/** The numbers of the rows that tests name which show them in this way, in their order. */
function rowsShown(way: string): readonly number[] {
  const files = globSync(WAYS[way] ?? [], { cwd: ROOT })
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8').replaceAll(LEFT_OUT, ''))
  const named = texts.flatMap((text) => [...text.matchAll(/['"`(]row (\d+)\b/g)].map(([, row]) => Number(row)))
  return [...new Set(named)].toSorted((a, b) => a - b)
}

const [, section = ''] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split(/^## What .* in a cluster$/m)
const rows = [...section.matchAll(/^\| (\d+) \|.*\| ([a-z, ]+) \|$/gm)].map(([, row, ways]) => ({
  row: Number(row),
  ways: ways!.split(', '),
}))

test('the failure matrix has all of its rows', () => {
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1))
})

test.each(Object.keys(WAYS))('the failure matrix says of the rows that "%s" tests name that they show them', (way) => {
  const said = rows.filter(({ ways }) => ways.includes(way)).map(({ row }) => row)
  expect(said).toEqual(rowsShown(way))
  expect(said.length).toBeGreaterThan(0)
})

test('each row is shown in a way that there is', () => {
  expect(rows.filter(({ ways }) => ways.some((way) => !(way in WAYS)))).toEqual([])
})
