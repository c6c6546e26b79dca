import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, ROOT } from '../support/project.ts'
import { call, document } from './command.ts'

test('regauge init makes a project that runs, passes its own test and checks at once', async () => {
  using empty = createProject()
  const { code, out } = await call(['init', 'my project'], { cwd: empty.root })
  expect(code).toBe(0)
  expect(out).toMatch(/^✓ A new project in my project\n[^]*Next:\n {2}cd my project\n {2}npm install\n {2}npm start\n$/)
  const cwd = join(empty.root, 'my project')
  symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'))

  expect(await document(['run', 'pipeline.ts'], { cwd })).toMatchObject({
    pipeline: 'training',
    status: 'succeeded',
    outputs: { best: { value: { rate: 0.5 } } },
  })
  const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd, encoding: 'utf8', env: {} })
  expect(run('--test')).toMatchObject({ status: 0, stdout: expect.stringContaining('pass 2') })
  expect(run('node_modules/typescript/bin/tsc')).toMatchObject({ status: 0, stdout: '' })
})

test('regauge init replaces no file and writes none where it would', async () => {
  using project = createProject({ 'new/pipeline.ts': 'mine' })
  const { code, out } = await call(['init', 'new', '--json'], { cwd: project.root })
  expect(code).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'INIT_FILE_EXISTS', details: { files: ['pipeline.ts'] } } })
  rmSync(join(project.root, 'new'), { recursive: true })
  mkdirSync(join(project.root, 'new'))
  expect(await document(['init'], { cwd: join(project.root, 'new') })).toEqual({
    directory: join(project.root, 'new'),
    files: expect.arrayContaining(['.gitignore', 'package.json', 'pipeline.ts', 'stacks/local.yaml']),
  })
})
