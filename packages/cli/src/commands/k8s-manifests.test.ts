import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { recordedContext } from '../context.fixture.ts'
import { importInstalled } from '../import-installed.ts'
import { runCommandLine } from '../run-command-line.ts'

const cwd = mkdtempSync(join(tmpdir(), 'regauge-k8s-'))
afterAll(() => rmSync(cwd, { recursive: true }))

async function call(...words: string[]) {
  const context = recordedContext({ cwd })
  const exitCode = await runCommandLine(['k8s', 'manifests', ...words], context, '1.2.3')
  return { exitCode, ...context.written() }
}

test('the manifests are YAML with a comment above most objects, and the same objects with --json', async () => {
  const words = ['--namespace', 'ml', '--client-group', 'team', '--network-policies']
  const { exitCode, out, err } = await call(...words)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  const objects: unknown[] = parseAllDocuments(out).map((document) => document.toJS() as unknown)
  expect(objects).toHaveLength(8)
  expect(out).toMatch(/^# Where runs take place/)
  expect(JSON.parse((await call(...words, '--json')).out)).toEqual({ manifests: objects })
})

test.each([
  ['--namespace', 'My_Team', 'namespace'],
  ['--namespace', 'my.team', 'namespace'],
  ['--driver-service-account', 'Drivers', 'service account'],
  ['--driver-service-account', 'drivers..a', 'service account'],
  ['--driver-service-account', 'd'.repeat(254), 'service account'],
])('a name that Kubernetes would refuse is refused before: %s %s', async (option, name, what) => {
  expect(await call(option, name)).toMatchObject({
    exitCode: 2,
    out: '',
    err: expect.stringContaining(`"${name}" cannot be the name of a ${what}`),
  })
})

test('a service account may have a name that the stack takes for it, with a dot', async () => {
  const { exitCode, out } = await call('--driver-service-account', 'drivers.ml')
  expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringContaining('name: drivers.ml') })
})

test('a package that is not installed is named, with how to install it', async () => {
  await expect(importInstalled(cwd, '@regauge/no-such-package/manifests')).rejects.toMatchObject({
    code: 'COMMAND_PACKAGE_MISSING',
    hint: 'Install it: npm install @regauge/no-such-package',
  })
})
