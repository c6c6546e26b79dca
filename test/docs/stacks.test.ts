import { openStack } from '@regauge/core/composition'
import { findProject, listStacks, openSecrets } from '@regauge/core/stack'
import { expect, test } from 'vitest'
import { ROOT } from './documents.ts'

/** What the example stacks refer to; nothing connects to it. */
const ENVIRONMENT = {
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AZURE_STORAGE_CONNECTION_STRING: 'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;EndpointSuffix=local',
}

test('every example stack opens', async () => {
  const project = await findProject(ROOT)
  const listed = await listStacks(project)
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['ci', 'k8s', 'local']))
  for (const each of listed) {
    if ('error' in each) throw each.error
    const secrets = openSecrets(project, { env: ENVIRONMENT })
    await using stack = await openStack(each.stack, { project, secrets, env: ENVIRONMENT })
    expect(stack.revision).toBe(each.stack.revision)
  }
})
