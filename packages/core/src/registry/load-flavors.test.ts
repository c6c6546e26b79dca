import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { VERSION } from '../util/version.ts'
import { loadFlavors } from './load-flavors.ts'
import { loadStack } from './load-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

const CONTRACT = pathToFileURL(new URL('../contracts/flavor.ts', import.meta.url).pathname).href

/** A module that exports a flavor of artifact store. */
function moduleOf(name: string, kind = 'artifact-store'): string {
  return `import { defineFlavor } from ${JSON.stringify(CONTRACT)}
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
export const flavor = defineFlavor({
  kind: '${kind}', name: '${name}', summary: 'A test', config: schema, capabilities: { reach: 'machine' },
  create: async () => ({}),
})
export const alsoExported = flavor
export const somethingElse = 1
`
}

function manifestOf(name: string, more: object = {}): string {
  return JSON.stringify({ name, type: 'module', exports: { import: './main.js' }, ...more })
}

describe('flavors come from', () => {
  test.each([
    ['a file', './ext/flavors.mjs', { 'ext/flavors.mjs': moduleOf('mine') }],
    ['a TypeScript file', './ext/flavors.ts', { 'ext/flavors.ts': `${moduleOf('mine')}const x: number = 1\nvoid x\n` }],
    ['a folder with an index', './ext', { 'ext/index.ts': moduleOf('mine') }],
    ['a folder with a package.json', './ext', { 'ext/package.json': manifestOf('x'), 'ext/main.js': moduleOf('mine') }],
    [
      'an installed package that only exports to imports',
      '@acme/ext',
      {
        'node_modules/@acme/ext/package.json': manifestOf('@acme/ext', { exports: { '.': { import: './main.js' } } }),
        'node_modules/@acme/ext/main.js': moduleOf('mine'),
      },
    ],
    [
      'an installed package with a main',
      'ext',
      {
        'node_modules/ext/package.json': manifestOf('ext', { exports: undefined, main: 'lib/x.js' }),
        'node_modules/ext/lib/x.js': moduleOf('mine'),
      },
    ],
  ])('%s', async (_, name, files) => {
    await using project = await createProject(files)
    const flavors = await loadFlavors(project, [name])
    expect(flavors.all.map(({ flavor, package: from }) => [flavor.kind, flavor.name, from])).toEqual([
      ['artifact-store', 'local', '@regauge/core'],
      ['artifact-store', 'mine', name],
    ])
    expect(flavors.get('artifact-store', 'mine').summary).toBe('A test')
    expect(flavors.flavorsOf['artifact-store'].map((each) => each.name)).toEqual(['local', 'mine'])
    expect(flavors.flavorsOf.orchestrator).toEqual([])
  })
})

describe('a package that cannot be used is refused by name:', () => {
  test.each([
    ['one that is not installed', 'nowhere', {}, 'FLAVOR_PACKAGE_NOT_FOUND', 'Package "nowhere" cannot be found.'],
    ['a path to nothing', './nowhere', {}, 'FLAVOR_PACKAGE_NOT_FOUND', 'Package "./nowhere" cannot be found.'],
    ["one of Node's own modules", 'fs', {}, 'FLAVOR_PACKAGE_NOT_FOUND', 'Package "fs" cannot be found.'],
    [
      'one that throws',
      './bad.mjs',
      { 'bad.mjs': 'throw new Error("no licence")' },
      'FLAVOR_PACKAGE_BROKEN',
      'Package "./bad.mjs" failed to load: no licence',
    ],
    [
      'one without a flavor',
      './bad.mjs',
      { 'bad.mjs': 'export const flavor = { kind: "orchestrator" }' },
      'FLAVOR_PACKAGE_EMPTY',
      'Package "./bad.mjs" exports no flavor.',
    ],
    [
      'one of a kind that is not known',
      './bad.mjs',
      { 'bad.mjs': moduleOf('x', 'teleporter') },
      'FLAVOR_INVALID',
      'Package "./bad.mjs" has a flavor of kind "teleporter", which is not known.',
    ],
    [
      'one whose flavor lacks a schema',
      './bad.mjs',
      { 'bad.mjs': moduleOf('x').replace('config: schema,', '') },
      'FLAVOR_INVALID',
      'Package "./bad.mjs" does not describe its flavor "x" of artifact-store completely.',
    ],
    [
      'one that was built for another core, before its code runs',
      './ext',
      {
        'ext/package.json': manifestOf('ext', { peerDependencies: { '@regauge/core': '^99.0.0' } }),
        'ext/main.js': 'throw new Error("must not run")',
      },
      'FLAVOR_CORE_MISMATCH',
      `Package "./ext" was built for @regauge/core ^99.0.0; this is ${VERSION}.`,
    ],
    [
      'a file of one that was built for another core',
      './ext/src/main.js',
      {
        'ext/package.json': manifestOf('ext', { peerDependencies: { '@regauge/core': '^99.0.0' } }),
        'ext/src/main.js': 'throw new Error("must not run")',
      },
      'FLAVOR_CORE_MISMATCH',
      `Package "./ext/src/main.js" was built for @regauge/core ^99.0.0; this is ${VERSION}.`,
    ],
  ])('%s', async (_, name, files, code, message) => {
    await using project = await createProject(files)
    expect(await errorOf(loadFlavors(project, [name]))).toMatchObject({ code, message })
  })

  test('with its own error as the cause', async () => {
    await using project = await createProject({ 'bad.mjs': 'throw new TypeError("no licence")' })
    expect((await errorOf(loadFlavors(project, ['./bad.mjs']))).cause).toBeInstanceOf(Error)
  })

  test('with the closest installed name, and the line of the stack', async () => {
    await using project = await createProject({
      'package.json': JSON.stringify({ devDependencies: { '@acme/stores': '1' } }),
      'stacks/a.yaml': "name: a\nextends: local\npackages:\n  - '@acme/store'\n",
    })
    const { spec, origins } = await loadStack(project, 'a')
    expect(await errorOf(loadFlavors(project, spec.packages, { origins }))).toMatchObject({
      message: 'stacks/a.yaml:4:5: Package "@acme/store" cannot be found.',
      hint: 'Did you mean "@acme/stores"?',
    })
  })
})

test('a package that fits the version of core is loaded', async () => {
  await using project = await createProject({
    'ext/package.json': manifestOf('ext', { peerDependencies: { '@regauge/core': `^${VERSION}` } }),
    'ext/main.js': moduleOf('mine'),
  })
  expect((await loadFlavors(project, ['./ext'])).find('artifact-store', 'mine')).toBeDefined()
})

test('two packages may not bring one flavor', async () => {
  await using project = await createProject({ 'a.mjs': moduleOf('mine'), 'b.mjs': moduleOf('mine') })
  expect(await errorOf(loadFlavors(project, ['./a.mjs', './b.mjs']))).toMatchObject({
    code: 'FLAVOR_DUPLICATE',
    message: 'The packages "./a.mjs" and "./b.mjs" both bring a flavor "mine" of artifact-store.',
  })
})

test('an unknown flavor is refused with the closest one and all there are', async () => {
  await using project = await createProject({})
  const flavors = await loadFlavors(project, [])
  expect(() => flavors.get('artifact-store', 'locale')).toThrow('Unknown flavor "locale" of artifact-store.')
  expect(flavors.find('artifact-store', 'locale')).toBeUndefined()
  try {
    flavors.get('artifact-store', 'locale', { file: 'stacks/a.yaml', line: 3, column: 5 })
  } catch (thrown) {
    expect(thrown).toMatchObject({
      code: 'STACK_FLAVOR_UNKNOWN',
      message: 'stacks/a.yaml:3:5: Unknown flavor "locale" of artifact-store.',
      hint: 'Did you mean "local"? Known: "local". Flavors come from what stands under "packages".',
    })
  }
})
