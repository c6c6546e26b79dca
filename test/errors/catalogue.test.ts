import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CATALOGUE } from '@regauge/core/errors'
import { expect, test } from 'vitest'
import { errorDocs } from '../../scripts/error-docs.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = globSync('packages/*/src/**/*.ts', { cwd: ROOT }).filter(
  (file) => !/\.(?:test|test-d|fixture)\.ts$/.test(file) && !file.includes('/errors/catalogue/'),
)

test('every code of the catalogue is used by some source, so that none of them is dead', () => {
  expect(SOURCES.length).toBeGreaterThan(100)
  const text = SOURCES.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n')
  const used = new Set(text.match(/(?<=['"`])[A-Z]+(?:_[A-Z]+)*(?=['"`])/g))
  expect(Object.keys(ERROR_CATALOGUE).filter((code) => !used.has(code))).toEqual([])
})

test('what the catalogue says is made of sentences', () => {
  for (const [code, { summary, remedy }] of Object.entries(ERROR_CATALOGUE)) {
    expect.soft(summary, code).toMatch(/^[A-Z`].*\.$/s)
    expect.soft(remedy, code).toMatch(/^[A-Z`].*\.$/s)
  }
})

test('docs/errors.md says what the catalogue says; `npm run errors` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')).toBe(errorDocs())
})
