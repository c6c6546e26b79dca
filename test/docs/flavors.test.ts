import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadFlavors, readConformance } from '@regauge/core/stack'
import { expect, test } from 'vitest'
import { readmeWithFlavors } from '../../scripts/flavor-table.ts'
import { ROOT } from '../support/project.ts'

test('README.md says what the suites have proven of the flavors', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toBe(readmeWithFlavors())
})

test('what has been proven is what the flavors declare', async () => {
  const folders = [...new Set(globSync('packages/*/conformance', { cwd: ROOT }).map((folder) => dirname(folder)))]
  const packages = folders.filter((folder) => !['core', 'testing'].includes(folder.slice('packages/'.length)))
  const { all } = await loadFlavors(
    { root: ROOT },
    packages.map((folder) => `./${folder}`),
  )
  const reports = await Promise.all(all.map(readConformance))
  const files = globSync('packages/*/conformance/*.json', { cwd: ROOT }).filter((file) => !file.includes('/testing/'))
  expect(reports.flat()).toHaveLength(files.length)
})
