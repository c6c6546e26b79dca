import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseStack } from './choose-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'
import { useStack } from './use-stack.ts'

test('the flag wins over the variable, over `stack use`, over regauge.yaml, over local', async () => {
  await using project = await createProject({ 'regauge.yaml': 'defaultStack: team\n', 'stacks/used.yaml': '' })
  await using plain = await createProject({})
  const env = { REGAUGE_STACK: 'ci' }
  expect(await chooseStack({ env: {}, project: plain })).toEqual({ name: 'local', by: 'built-in' })
  expect(await chooseStack({ env: {}, project })).toEqual({ name: 'team', by: 'project' })
  await useStack(project, 'used')
  expect(await chooseStack({ env: { REGAUGE_STACK: '' }, project })).toEqual({ name: 'used', by: 'use' })
  expect(await chooseStack({ env, project })).toEqual({ name: 'ci', by: 'environment' })
  expect(await chooseStack({ flag: 'k8s', env, project })).toEqual({ name: 'k8s', by: 'flag' })
})

test('a text that cannot be a name is refused, with the place that it comes from', async () => {
  await using project = await createProject({ '.regauge/stack': '../evil\n' })
  expect(await errorOf(chooseStack({ flag: '', env: {}, project }))).toMatchObject({
    code: 'STACK_NAME_INVALID',
    message: 'The command line says "", which cannot be the name of a stack.',
  })
  expect((await errorOf(chooseStack({ env: { REGAUGE_STACK: 'a b' }, project }))).message).toMatch(
    /^REGAUGE_STACK says/,
  )
  expect((await errorOf(chooseStack({ env: {}, project }))).message).toMatch(/^\.regauge\/stack says/)
})

test('only a stack that is there can be used; a broken file is no obstacle', async () => {
  await using project = await createProject({ 'stacks/team.yaml': 'name: [\n' })
  expect(await errorOf(useStack(project, 'tame'))).toMatchObject({
    code: 'STACK_NOT_FOUND',
    hint: 'Did you mean "team"?',
  })
  await useStack(project, 'team')
  await useStack(project, 'local')
  expect(await readFile(join(project.stateDir, 'stack'), 'utf8')).toBe('local\n')
})
