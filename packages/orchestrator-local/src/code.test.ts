import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeProject } from './project.fixture.ts'

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
import fast from 'fast'
import { alias } from '~/alias'
import { beside } from './lib/beside.ts'

const late = await Promise.resolve('awaited')

const looks = step({ name: 'looks', outputs: { seen: z.array(z.string()) },
  run: () => ({ seen: [fast, alias, beside, late, import.meta.filename] }) })

export const ways = pipeline({ name: 'ways', build: ({ run }) => void run(looks, {}) })
`

test('a worker runs the bundle, and finds what lies outside of it in the project of the author', async () => {
  await using project = await makeProject({
    'steps.ts': PIPELINE,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./lib/*"] } } }',
    'lib/alias.ts': `export const alias: string = 'by a path of tsconfig.json'`,
    'lib/beside.ts': `export const beside: string = 'as written'`,
    'node_modules/fast/package.json': '{ "name": "fast", "version": "1.2.3", "main": "index.js" }',
    'node_modules/fast/binding.gyp': '{}',
    'node_modules/fast/index.js': `module.exports = 'as it was built'`,
  })
  expect(project.code.manifest.externals).toEqual({ fast: '1.2.3' })
  // What a worker runs is the bundle; the sources may have changed since.
  await writeFile(join(project.root, 'steps.ts'), 'throw new Error()')
  await writeFile(join(project.root, 'node_modules/fast/index.js'), `module.exports = 'as it is installed here'`)
  await using local = await project.open({ slots: 1 })
  const outcome = await local.runStep('looks')
  expect(outcome.outputs['seen']?.value).toEqual([
    'as it is installed here',
    'by a path of tsconfig.json',
    'as written',
    'awaited',
    join(project.root, 'steps.ts'),
  ])
})
