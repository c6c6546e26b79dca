import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, errorOf } from './project.fixture.ts'
import { findProject } from './project.ts'

test('the root is the nearest directory upwards with a regauge.yaml, even past one with stacks', async () => {
  await using outer = await createProject({ 'regauge.yaml': '', 'inner/stacks/a.yaml': '', 'inner/src/x.ts': '' })
  expect(await findProject(join(outer.root, 'inner/src'))).toMatchObject({
    root: outer.root,
    file: join(outer.root, 'regauge.yaml'),
    stacksDir: join(outer.root, 'stacks'),
    stateDir: join(outer.root, '.regauge'),
    bundle: { external: [] },
  })
})

test('without a regauge.yaml, a folder of stacks or of state marks the root, then a package.json', async () => {
  await using project = await createProject({ 'app/stacks/a.yaml': '', 'app/lib/package.json': '{}', 'x/y/z.ts': '' })
  expect((await findProject(join(project.root, 'app/lib'))).root).toBe(join(project.root, 'app'))
  await mkdir(join(project.root, 'app/lib/.regauge'))
  expect((await findProject(join(project.root, 'app/lib'))).root).toBe(join(project.root, 'app/lib'))
  expect((await findProject(join(project.root, 'x/y'))).root).toBe(project.root)
})

test('regauge.yaml says where stacks lie, which one serves, and what is not bundled', async () => {
  await using project = await createProject({
    'regauge.yaml': 'defaultStack: team\nstacks: deploy/stacks\nbundle: { external: [sharp, "@acme/native"] }\n',
  })
  expect(project).toMatchObject({
    defaultStack: 'team',
    stacksDir: join(project.root, 'deploy/stacks'),
    bundle: { external: ['sharp', '@acme/native'] },
  })
})

test('everything that is wrong with regauge.yaml is said at once, under one code', async () => {
  await using project = await createProject({})
  await expect(createProject({ 'regauge.yaml': 'defaultstack: a\nstacks: ../elsewhere\n' })).rejects.toMatchObject({
    code: 'PROJECT_FILE_INVALID',
    message: [
      'regauge.yaml:1:1: Unknown key "defaultstack" in regauge.yaml.',
      'regauge.yaml:2:1: "stacks" must be a path inside the project, not "../elsewhere".',
    ].join('\n'),
    hint: 'Did you mean "defaultStack"?',
  })
  await mkdir(join(project.root, 'regauge.yaml'))
  expect((await errorOf(findProject(project.root))).code).toBe('PROJECT_FILE_INVALID')
})
