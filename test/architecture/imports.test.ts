import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

/** From the lowest layer up; folders of one layer do not know each other. */
const LAYERS = [
  ['util'],
  ['errors'],
  ['spec'],
  ['contracts'],
  ['artifacts', 'records'],
  ['authoring', 'compiler', 'driver', 'runtime', 'code', 'index', 'local-store', 'network-store', 'probes'],
  ['registry'],
  ['composition'],
  ['remote'],
]

interface Import {
  readonly file: string
  readonly specifier: string
}

function importsOf(pattern: string): Import[] {
  const files = globSync(pattern, { exclude: ['**/node_modules/**', '**/dist/**'] })
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const found = [
      ...text.matchAll(/^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gm),
      ...text.matchAll(/^\s*import\s+['"]([^'"]+)['"]/gm),
      ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
    ]
    return found.map((match) => ({ file, specifier: match[1]! }))
  })
}

const core = importsOf('packages/core/src/**/*.ts')
const everywhere = importsOf('packages/*/src/**/*.ts')
const isTest = ({ file }: Import) => /\.(test|test-d|fixture)\.ts$/.test(file)

function folderOf(file: string): string | undefined {
  const [folder, rest] = relative('packages/core/src', file).split('/')
  return rest === undefined ? undefined : folder
}

describe('the import lines of core', () => {
  test('are found at all', () => {
    expect(core.length).toBeGreaterThan(100)
  })

  test('go downwards only, and never between folders of one layer', () => {
    const level = new Map(LAYERS.flatMap((folders, index) => folders.map((folder) => [folder, index] as const)))
    const wrong = core
      .filter((each) => !isTest(each))
      .flatMap(({ file, specifier }) => {
        const from = folderOf(file)
        if (from === undefined || !specifier.startsWith('.')) return []
        const to = folderOf(join(dirname(file), specifier))
        if (to === from) return []
        if (to === undefined) return [`${file} imports the entry ${specifier}`]
        const [upper, lower] = [level.get(from), level.get(to)]
        if (upper === undefined || lower === undefined) return [`${file} or ${specifier} lies in no known layer`]
        return lower < upper ? [] : [`${file} imports ${specifier}`]
      })
    expect(wrong).toEqual([])
  })

  test('name inversify in composition only', () => {
    const users = everywhere.filter(({ specifier }) => specifier === 'inversify').map(({ file }) => folderOf(file))
    expect(new Set(users)).toEqual(new Set(['composition']))
  })
})

describe('the import lines of all packages', () => {
  const flavors = /^@regauge\/(orchestrator|artifact-store|tracker)-/

  test('name no flavor package statically', () => {
    expect(everywhere.filter((each) => flavors.test(each.specifier) && !isTest(each))).toEqual([])
  })

  test('reach into no other package than through its entries', () => {
    const wrong = everywhere.filter(
      ({ file, specifier }) =>
        /^@regauge\/[^/]+\/(src|dist)\b/.test(specifier) ||
        (specifier.startsWith('.') &&
          !join(dirname(file), specifier).startsWith(file.split('/').slice(0, 3).join('/'))),
    )
    expect(wrong).toEqual([])
  })

  test('keep core free of every other package of ours', () => {
    expect(core.filter((each) => each.specifier.startsWith('@regauge/') && !isTest(each))).toEqual([])
  })
})
