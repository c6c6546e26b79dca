import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { openSecrets } from './open-secrets.ts'
import { openStore } from './open-store.ts'
import { createProject, errorOf } from './project.fixture.ts'

test('the local store opens without importing any package of the stack', async () => {
  await using project = await createProject({ 'bad.mjs': 'throw new Error("must not be imported")' })
  const component = { flavor: 'local', config: { path: '${env:STORE}' } }
  const options = { projectRoot: project.root, env: { STORE: 'data' }, secrets: openSecrets(project, { env: {} }) }
  await using store = await openStore({ component, packages: ['./bad.mjs'] }, options)
  const bytes = new TextEncoder().encode('x')
  await store.put('a/b', {
    size: 1,
    open: async function* () {
      yield bytes
    },
  })
  expect(await store.stat('a/b')).toMatchObject({ size: 1 })
})

test('a store that no package brings is refused', async () => {
  await using project = await createProject({})
  const options = { projectRoot: project.root, env: {}, secrets: openSecrets(project, { env: {} }) }
  const error = await errorOf(openStore({ component: { flavor: 's4', config: {} }, packages: [] }, options))
  expect(error).toMatchObject({ code: 'STACK_FLAVOR_UNKNOWN', message: 'Unknown flavor "s4" of artifact-store.' })
})

test('the config of a store is checked like that of any component', async () => {
  await using project = await createProject({})
  const options = { projectRoot: project.root, env: {}, secrets: openSecrets(project, { env: {} }) }
  const component = { flavor: 'local', config: { paht: 'x' } }
  expect((await errorOf(openStore({ component, packages: [] }, options))).code).toBe('STACK_CONFIG_UNKNOWN')
})

test('neither the entry for stacks nor opening a store loads the container; listing stacks does not even load zod', () => {
  const script = `
    const { findProject, listStacks, chooseStack } = await import('@regauge/core/stack')
    const project = await findProject(process.cwd())
    await chooseStack({ env: {}, project })
    await listStacks(project)
    const loaded = process.getActiveResourcesInfo && [...(await import('node:module')).default._cache ? Object.keys((await import('node:module')).default._cache) : []]
    console.log(JSON.stringify(loaded))
  `
  const out = execFileSync(process.execPath, ['--conditions=@regauge/source', '--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  expect(out).not.toMatch(/inversify|zod/)
})
