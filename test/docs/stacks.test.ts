import { openStack } from '@regauge/core/composition'
import { findProject, listStacks, openSecrets } from '@regauge/core/stack'
import { expect, test } from 'vitest'
import { ROOT } from './documents.ts'

/** What the examples refer to. */
const ENVIRONMENT = { AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' }

test('every example stack opens', async () => {
  const project = await findProject(ROOT)
  const listed = await listStacks(project)
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['ci', 'local']))
  for (const each of listed) {
    if ('error' in each) throw each.error
    const secrets = openSecrets(project, { env: {} })
    await using stack = await openStack(each.stack, { project, secrets, env: ENVIRONMENT })
    expect(stack.revision).toBe(each.stack.revision)
  }
})
