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

/** The addresses of every module that a script loads, run in a directory of its own process. */
function modulesLoadedBy(script: string, cwd: string): string {
  const recorder = `import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    const stacks = await import(${JSON.stringify(new URL('../stack.ts', import.meta.url).href)})
    const project = await stacks.findProject(${JSON.stringify(cwd)})
    ${script}
    console.log(urls.join('\\n'))`
  const options = ['--conditions=@regauge/source', '--input-type=module', '-e', recorder]
  return execFileSync(process.execPath, options, { encoding: 'utf8' })
}

test('opening a store does not load the container, and choosing and listing stacks no schema library either', async () => {
  await using project = await createProject({})
  const listing = modulesLoadedBy(
    'await stacks.chooseStack({ env: {}, project }); await stacks.listStacks(project)',
    project.root,
  )
  expect(listing).toContain('registry/list-stacks')
  expect(listing).not.toMatch(/inversify|\/zod\/|\/yaml\/|esbuild/)
  const opening = modulesLoadedBy(
    `const secrets = stacks.openSecrets(project, { env: {} })
    const component = { flavor: 'local', config: {} }
    await stacks.openStore({ component, packages: [] }, { projectRoot: project.root, env: {}, secrets })`,
    project.root,
  )
  expect(opening).toContain('local-store/flavor')
  expect(opening).not.toMatch(/inversify|esbuild|orchestrator-local/)
})
