import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSecrets } from './open-secrets.ts'
import { createProject, errorOf } from './project.fixture.ts'

async function createSecrets(text: string, mode = 0o600) {
  const project = await createProject({ '.regauge/secrets.yaml': text })
  await chmod(join(project.root, '.regauge/secrets.yaml'), mode)
  return project
}

test('a secret is looked up in the environment, then in the file', async () => {
  await using project = await createSecrets('hf: { token: from-file, api-key: nested }\naws.key: flat\n')
  const secrets = openSecrets(project, { env: { REGAUGE_SECRET_HF_TOKEN: 'from-env' } })
  expect(await secrets.resolve('hf.token')).toBe('from-env')
  expect(await secrets.resolve('hf.api-key')).toBe('nested')
  expect(await secrets.resolve('aws.key')).toBe('flat')
})

test('the file may be JSON', async () => {
  await using project = await createSecrets('{ "hf": { "token": "t" } }')
  expect(await openSecrets(project, { env: {} }).resolve('hf.token')).toBe('t')
})

test('a secret that is nowhere names every place that was searched', async () => {
  await using project = await createProject({})
  expect(await errorOf(openSecrets(project, { env: {} }).resolve('hf.token'))).toMatchObject({
    code: 'SECRET_NOT_FOUND',
    message:
      'The secret "hf.token" is neither in the environment variable REGAUGE_SECRET_HF_TOKEN nor in ".regauge/secrets.yaml".',
    details: { searched: ['REGAUGE_SECRET_HF_TOKEN', '.regauge/secrets.yaml'] },
  })
})

test.skipIf(process.platform === 'win32')('a file that others may read is refused unread', async () => {
  await using project = await createSecrets('hf: { token: hunter2 }\n', 0o640)
  const error = await errorOf(openSecrets(project, { env: {} }).resolve('hf.token'))
  expect(error).toMatchObject({ code: 'SECRET_FILE_EXPOSED', hint: 'Run: chmod 600 .regauge/secrets.yaml' })
  expect(error.message).toContain('mode 640')
})

test('no mistake in the file makes an error print a value', async () => {
  const broken = ['hf: [hunter2', 'hf: hunter2', 'hf: { token: [hunter2] }', 'hf: { token: !hunter2 x }', '- hunter2']
  for (const text of [
    ...broken,
    'hf:\n  token: 12345678',
    'hf: { token: *hunter2 }',
    '"hunter2\\q"',
    'hf: { token: hunter2 }\nhf.token: hunter2',
  ]) {
    await using project = await createSecrets(text)
    const error = await errorOf(openSecrets(project, { env: {} }).resolve('hf.token'))
    expect([text, error.code]).toEqual([text, 'SECRET_FILE_INVALID'])
    const said = JSON.stringify([error.message, error.hint, error.details, String(error.cause)])
    expect(said).not.toMatch(/hunter2|12345678/)
  }
})

test('the file is read once for each opening', async () => {
  await using project = await createSecrets('hf: { token: one }\n')
  const secrets = openSecrets(project, { env: {} })
  await secrets.resolve('hf.token')
  await writeFile(join(project.root, '.regauge/secrets.yaml'), 'hf: { token: two }\n')
  expect(await secrets.resolve('hf.token')).toBe('one')
  expect(await openSecrets(project, { env: {} }).resolve('hf.token')).toBe('two')
})
