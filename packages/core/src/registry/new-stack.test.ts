import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { loadStack } from './load-stack.ts'
import { newStack } from './new-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

test('a new stack is a commented file that loads and names its schema', async () => {
  await using project = await createProject({})
  const path = await newStack(project, 'team', { description: 'What the "team": uses' })
  const text = await readFile(path, 'utf8')
  expect(text.split('\n', 1)[0]).toBe(
    '# yaml-language-server: $schema=../node_modules/@regauge/core/schemas/stack.schema.json',
  )
  const { spec } = await loadStack(project, 'team')
  expect(spec.description).toBe('What the "team": uses')
  expect(spec.components).toEqual((await loadStack(project, 'local')).spec.components)
})

test('a new stack over another one holds only what it adds', async () => {
  await using project = await createProject({ 'regauge.yaml': 'stacks: deploy/stacks\n' })
  const text = await readFile(await newStack(project, 'ci', { extends: 'local' }), 'utf8')
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/node_modules\//)
  expect(text).toMatch(/^extends: local$/m)
  expect((await loadStack(project, 'ci')).extends).toEqual(['local'])
})

test('a new stack never takes the place of one that is there, whatever the case of its name', async () => {
  await using project = await createProject({ 'stacks/team.yaml': 'name: team\n' })
  for (const name of ['team', 'Team']) {
    expect(await errorOf(newStack(project, name))).toMatchObject({
      code: 'STACK_EXISTS',
      message: 'There is a stack file "stacks/team.yaml" already.',
    })
  }
  expect((await errorOf(newStack(project, '../x'))).code).toBe('STACK_NAME_INVALID')
  expect((await errorOf(newStack(project, 'x', { extends: 'teem' }))).code).toBe('STACK_NOT_FOUND')
})
