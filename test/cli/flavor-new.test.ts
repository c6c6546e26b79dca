import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSnippets, toFiles } from '../docs/snippets.ts'
import { createProject, ROOT } from '../support/project.ts'
import { call, document } from './command.ts'

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const greets = step({ name: 'greets', outputs: { text: z.string() }, run: () => ({ text: 'hello' }) })
export const greeting = pipeline({ name: 'greeting', build: ({ run }) => run(greets, {}) })
`

const DOCUMENT = readSnippets(join(ROOT, 'docs/flavors.md'))
const STACKS = toFiles(
  DOCUMENT.filter(({ language }) => language === 'yaml'),
  'stacks/unnamed.yaml',
)

describe('regauge flavor new', () => {
  test('makes a store that the stack of the documentation can use', async () => {
    using project = createProject({ 'pipeline.ts': PIPELINE, ...STACKS })
    const made = await document<{ readonly directory: string }>(
      ['flavor', 'new', 'vault', '--kind', 'artifact-store'],
      { cwd: project.root },
    )
    expect(made.directory).toBe(join(project.root, 'artifact-store-vault'))
    const { outputs } = await document<{ readonly outputs: object }>(['run', 'pipeline.ts', '--stack', 'vault'], {
      cwd: project.root,
    })
    expect(outputs).toMatchObject({ text: { value: 'hello' } })
    expect(await document(['runs', 'list', '--stack', 'vault'], { cwd: project.root })).toMatchObject({ runs: [{}] })
  })

  test('writes what the documentation shows', async () => {
    using project = createProject()
    const { directory } = await document<{ readonly directory: string }>(
      ['flavor', 'new', 'vault', 'here', '--kind', 'artifact-store'],
      { cwd: project.root },
    )
    const shown = DOCUMENT.filter(({ title }) => title?.startsWith('src/') && title !== 'src/orchestrator-kit.test.ts')
    expect(shown.length).toBeGreaterThan(4)
    for (const { title, text } of shown) expect(`${text}\n`, title).toBe(readFileSync(join(directory, title!), 'utf8'))
  })

  test('refuses names that no package can have, and replaces no file', async () => {
    using project = createProject({ 'artifact-store-vault/package.json': '{}' })
    const wrong = await call(['flavor', 'new', '../vault', '--kind', 'artifact-store', '--json'], { cwd: project.root })
    expect(wrong.code).toBe(2)
    expect(JSON.parse(wrong.out)).toMatchObject({ error: { code: 'USAGE_INVALID' } })
    const taken = await call(['flavor', 'new', 'vault', '--kind', 'artifact-store', '--json'], { cwd: project.root })
    expect(JSON.parse(taken.out)).toMatchObject({ error: { code: 'INIT_FILE_EXISTS' } })
  })

  test('says so where nobody can write', async () => {
    using project = createProject()
    const words = ['flavor', 'new', 'vault', '/proc/here', '--kind', 'artifact-store', '--json']
    const { code, out } = await call(words, { cwd: project.root })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'INIT_UNWRITABLE' } })
  })
})
