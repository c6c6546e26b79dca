import { openStack } from '@regauge/core/composition'
import { findProject, listStacks, openSecrets } from '@regauge/core/stack'
import { expect, test } from 'vitest'
import { ROOT } from './documents.ts'

test('every example stack opens', async () => {
  const project = await findProject(ROOT)
  const listed = await listStacks(project)
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['ci', 'local']))
  for (const each of listed) {
    if ('error' in each) throw each.error
    await using stack = await openStack(each.stack, { project, secrets: openSecrets(project, { env: {} }), env: {} })
    expect(stack.revision).toBe(each.stack.revision)
  }
})
