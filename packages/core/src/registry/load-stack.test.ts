import { describe, expect, test } from 'vitest'
import { listStacks } from './list-stacks.ts'
import { loadStack } from './load-stack.ts'
import { originOf } from './origin.ts'
import { createProject, errorOf } from './project.fixture.ts'

const BASE = `name: base
description: The base
packages: ['@acme/a', '@acme/b']
components:
  orchestrator:
    flavor: kubernetes
    config: { namespace: ml, labels: { team: a, tier: gold }, zones: [a, b] }
  artifact-store: { flavor: s3, config: { bucket: one } }
  experiment-trackers: { main: { flavor: mlflow, config: { uri: 'http://x' } } }
defaults: { retry: { infrastructure: 5 }, timeout: 1h }
`

describe('a stack that extends another', () => {
  test('merges mappings, replaces lists, and keeps what it does not name', async () => {
    await using project = await createProject({
      'stacks/base.yaml': BASE,
      'stacks/dev.yaml': `name: dev
extends: base
packages: ['@acme/c']
components:
  orchestrator: { config: { labels: { team: b }, zones: [c] } }
defaults: { retry: { attempts: 2 } }
`,
    })
    const { spec, extends: chain, file } = await loadStack(project, 'dev')
    expect(spec).toEqual({
      name: 'dev',
      description: 'The base',
      packages: ['@acme/c'],
      components: {
        orchestrator: {
          flavor: 'kubernetes',
          config: { namespace: 'ml', labels: { team: 'b', tier: 'gold' }, zones: ['c'] },
        },
        'artifact-store': { flavor: 's3', config: { bucket: 'one' } },
        'experiment-trackers': { main: { flavor: 'mlflow', config: { uri: 'http://x' } } },
        'step-operators': {},
      },
      defaults: { retry: { infrastructure: 5, attempts: 2 }, timeout: '1h' },
    })
    expect(chain).toEqual(['base'])
    expect(file).toBe('stacks/dev.yaml')
  })

  test('replaces a component whole where the flavor differs', async () => {
    await using project = await createProject({
      'stacks/base.yaml': BASE,
      'stacks/dev.yaml': `name: dev
extends: base
components:
  artifact-store: { flavor: local, config: { path: x } }
  experiment-trackers: { main: { flavor: wandb } }
`,
    })
    const { components } = (await loadStack(project, 'dev')).spec
    expect(components['artifact-store']).toEqual({ flavor: 'local', config: { path: 'x' } })
    expect(components['experiment-trackers']).toEqual({ main: { flavor: 'wandb', config: {} } })
  })

  test('knows for each value which file it comes from', async () => {
    await using project = await createProject({
      'stacks/base.yaml': BASE,
      'stacks/dev.yaml': 'name: dev\nextends: base\ncomponents:\n  orchestrator: { config: { namespace: dev } }\n',
    })
    const { origins } = await loadStack(project, 'dev')
    const config = ['components', 'orchestrator', 'config']
    expect(originOf(origins, [...config, 'namespace'])).toEqual({ file: 'stacks/dev.yaml', line: 4, column: 29 })
    expect(originOf(origins, [...config, 'zones', 1])).toEqual({ file: 'stacks/base.yaml', line: 7, column: 74 })
    expect(originOf(origins, [...config, 'zones', 1, 'deeper'])).toMatchObject({ line: 7, column: 74 })
    expect(originOf(origins, ['defaults', 'timeout'])).toMatchObject({ file: 'stacks/base.yaml', line: 10 })
  })

  test('may leave out a flavor only where the other one says it', async () => {
    await using project = await createProject({
      'stacks/base.yaml': BASE,
      'stacks/dev.yaml': 'name: dev\nextends: base\ncomponents:\n  model-registry: { config: {} }\n',
    })
    expect((await errorOf(loadStack(project, 'dev'))).message).toBe(
      'stacks/dev.yaml:4:3: "components.model-registry" has no "flavor".',
    )
  })

  test('cannot extend in a circle', async () => {
    await using project = await createProject({
      'stacks/a.yaml': 'name: a\nextends: b\n',
      'stacks/b.yaml': 'name: b\nextends: c\n',
      'stacks/c.yaml': 'name: c\nextends: b\n',
    })
    expect(await errorOf(loadStack(project, 'a'))).toMatchObject({
      code: 'STACK_EXTENDS_CYCLE',
      message: 'stacks/c.yaml:2:1: "b" extends "c" extends "b".',
    })
  })

  test('is told what is wrong with the other file', async () => {
    await using project = await createProject({ 'stacks/a.yaml': 'name: a\nextends: b\n', 'stacks/b.yaml': 'nam: b\n' })
    expect((await errorOf(loadStack(project, 'a'))).message).toBe('stacks/b.yaml:1:1: Unknown key "nam" in the stack.')
  })
})

test('without a file, the stack local is there, and can be extended', async () => {
  await using project = await createProject({ 'stacks/ci.yaml': 'name: ci\nextends: local\n' })
  const { spec, file, origins } = await loadStack(project, 'local')
  expect(spec).toEqual({
    name: 'local',
    description: expect.any(String),
    packages: ['@regauge/orchestrator-local'],
    components: {
      orchestrator: { flavor: 'local', config: {} },
      'artifact-store': { flavor: 'local', config: { path: '.regauge/store' } },
      'experiment-trackers': {},
      'step-operators': {},
    },
    defaults: {},
  })
  expect(file).toBeUndefined()
  expect(origins.get('/packages/0')).toEqual({ file: 'built-in stack "local"', line: 0, column: 0 })
  expect((await loadStack(project, 'ci')).spec.components).toEqual(spec.components)
})

test('the revision is the same for the same stack however it is written, and another for another', async () => {
  const flow = 'name: a\ncomponents: { artifact-store: { flavor: local }, orchestrator: { flavor: local } }\n'
  const block =
    'components:\n  orchestrator: { flavor: local, config: {} }\n  artifact-store: { flavor: local }\nname: a\n'
  await using one = await createProject({ 'stacks/a.yaml': flow })
  await using two = await createProject({ 'stacks/a.yaml': block })
  await using three = await createProject({ 'stacks/a.yaml': `${block}defaults: { timeout: 1h }\n` })
  const [first, second, third] = await Promise.all([one, two, three].map((project) => loadStack(project, 'a')))
  expect(first!.revision).toMatch(/^[0-9a-f]{64}$/)
  expect(second!.revision).toBe(first!.revision)
  expect(third!.revision).not.toBe(first!.revision)
})

test('a spec is frozen all the way down', async () => {
  await using project = await createProject({})
  const { spec } = await loadStack(project, 'local')
  expect(() => Object.assign(spec.components.orchestrator.config, { slots: 1 })).toThrow(TypeError)
})

test('references stay as they are written', async () => {
  await using project = await createProject({
    'stacks/a.yaml': `name: a
extends: local
components: { artifact-store: { config: { path: '\${env:HOME}/$\${x}' } } }
`,
  })
  const { spec } = await loadStack(project, 'a')
  expect(spec.components['artifact-store'].config).toEqual({ path: '${env:HOME}/$${x}' })
})

test('an unknown stack is refused with the closest name', async () => {
  await using project = await createProject({ 'stacks/k8s.yaml': 'name: k8s\nextends: local\n' })
  expect(await errorOf(loadStack(project, 'k8'))).toMatchObject({
    code: 'STACK_NOT_FOUND',
    message: 'There is no stack "k8" in "stacks/".',
    hint: 'Did you mean "k8s"?',
  })
  expect((await errorOf(loadStack(project, '../k8s'))).code).toBe('STACK_NOT_FOUND')
  expect((await errorOf(loadStack(project, 'gone', 'use'))).message).toBe(
    'There is no stack "gone" in "stacks/", which `regauge stack use` chose.',
  )
})

test('a file that ends in .yml is no stack, and a search for it says so', async () => {
  await using project = await createProject({ 'stacks/k8s.yml': 'name: k8s\nextends: local\n' })
  expect((await errorOf(loadStack(project, 'k8s'))).hint).toBe(
    'Rename "k8s.yml" to "k8s.yaml": files of stacks end in ".yaml".',
  )
})

test.skipIf(process.platform !== 'linux')('two files whose names differ only in case are refused', async () => {
  await using project = await createProject({ 'stacks/a.yaml': 'name: a\n', 'stacks/A.yaml': 'name: A\n' })
  expect(await errorOf(loadStack(project, 'a'))).toMatchObject({
    code: 'STACK_NAME_AMBIGUOUS',
    message: 'The stack files "A.yaml" and "a.yaml" differ only in upper and lower case.',
  })
})

test('a list of stacks has the broken ones with their errors beside the sound ones', async () => {
  await using project = await createProject({
    'stacks/team.yaml': 'name: team\nextends: local\n',
    'stacks/broken.yaml': 'name: [\n',
    'stacks/notes.txt': 'not a stack',
    'stacks/packages.yaml': 'name: packages\nextends: local\npackages: [nowhere-to-be-found]\n',
  })
  const listed = await listStacks(project)
  expect(
    listed.map((each) => [each.name, each.file, 'error' in each ? each.error.code : each.stack.spec.name]),
  ).toEqual([
    ['broken', 'stacks/broken.yaml', 'STACK_SYNTAX_INVALID'],
    ['local', undefined, 'local'],
    ['packages', 'stacks/packages.yaml', 'packages'],
    ['team', 'stacks/team.yaml', 'team'],
  ])
})
