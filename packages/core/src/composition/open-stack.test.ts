import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineFlavor, type Flavor } from '../contracts/flavor.ts'
import { createFlavorRegistry } from '../registry/flavor-registry.ts'
import { journalFlavors, type Journal } from '../registry/flavors.fixture.ts'
import { loadStack } from '../registry/load-stack.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { createProject, errorOf } from '../registry/project.fixture.ts'
import { openStack } from './open-stack.ts'

const STACK = `name: a
components:
  artifact-store: { flavor: memory, config: { path: '\${env:WHERE}' } }
  orchestrator: { flavor: journal, config: { slots: 7 } }
  step-operators:
    gpu: { flavor: journal, config: { id: '\${secret:ids.gpu}' } }
    big: { flavor: journal, config: { id: two } }
defaults: { timeout: 1h }
`

async function prepare(text: string, flavors: (journal: Journal) => readonly Flavor[] = () => []) {
  await using project = await createProject({ 'stacks/a.yaml': text })
  const journal: Journal = []
  const env = { WHERE: 'there', REGAUGE_SECRET_IDS_GPU: 'one' }
  const all = [...journalFlavors(journal).all, ...flavors(journal).map((flavor) => ({ flavor, package: 'test' }))]
  const loaded = await loadStack(project, 'a')
  const options = { project, env, flavors: createFlavorRegistry(all), secrets: openSecrets(project, { env }) }
  return { journal, loaded, opening: () => openStack(loaded, options) }
}

describe('an open stack', () => {
  test('has its components, made in the order of their needs and disposed in the reverse one', async () => {
    const { journal, opening } = await prepare(STACK)
    const stack = await opening()
    expect(Object.keys(stack.operators)).toEqual(['gpu', 'big'])
    expect(stack.operators['gpu']).not.toBe(stack.operators['big'])
    expect(stack.orchestrator.capacity).toEqual({ bundles: 7 })
    await stack[Symbol.asyncDispose]()
    await stack[Symbol.asyncDispose]()
    expect(journal).toEqual([
      'make store there',
      'make orchestrator on machine',
      'make operator one',
      'make operator two',
      'dispose operator two',
      'dispose operator one',
      'dispose orchestrator on machine',
      'dispose store there',
    ])
  })

  test('gives the compiler its facts, without a resolved value in them', async () => {
    const { loaded, opening } = await prepare(STACK)
    await using stack = await opening()
    const capabilities = { image: 'host', remote: false, adoptable: false }
    expect(stack.facts).toEqual({
      name: 'a',
      revision: loaded.revision,
      defaults: { timeout: '1h' },
      store: { flavor: 'memory', capabilities: { reach: 'machine' } },
      orchestrator: {
        flavor: 'journal',
        capabilities: { ...capabilities, mode: 'driven' },
        capacity: { bundles: 7 },
      },
      operators: {
        gpu: { flavor: 'journal', capabilities, capacity: { gpu: 1 } },
        big: { flavor: 'journal', capabilities, capacity: { gpu: 1 } },
      },
      flavorsOf: {
        'artifact-store': [{ name: 'memory', capabilities: { reach: 'machine' } }],
        orchestrator: [{ name: 'journal', capabilities: { ...capabilities, mode: 'driven' } }],
        'step-operator': [{ name: 'journal', capabilities }],
      },
    })
    expect(stack.spec).toBe(loaded.spec)
    expect(stack.revision).toBe(loaded.revision)
  })
})

describe('a stack that cannot be opened', () => {
  test('disposes what had been made, and says whose error it was', async () => {
    const { journal, opening } = await prepare(STACK.replace('id: two', 'id: two, fail: true'))
    expect(await errorOf(opening())).toMatchObject({
      code: 'FLAVOR_CREATE_FAILED',
      message: 'The flavor "journal" of step-operator failed: no licence',
      cause: expect.any(TypeError),
    })
    expect(journal.slice(-3)).toEqual([
      'dispose operator one',
      'dispose orchestrator on machine',
      'dispose store there',
    ])
  })

  test('makes nothing when its config is wrong', async () => {
    const { journal, opening } = await prepare(STACK.replace('slots: 7', 'slots: 0'))
    expect((await errorOf(opening())).code).toBe('STACK_CONFIG_INVALID')
    expect(journal).toEqual([])
  })

  test('says which secret it lacks', async () => {
    const { opening } = await prepare(STACK.replace('ids.gpu', 'ids.tpu'))
    expect(await errorOf(opening())).toMatchObject({
      code: 'SECRET_NOT_FOUND',
      message: expect.stringMatching(/^stacks\/a\.yaml:6:39: The secret "ids\.tpu" is neither/),
      details: { secret: 'ids.tpu', at: { file: 'stacks/a.yaml', line: 6, column: 39 } },
    })
  })

  const needy = (kind: 'artifact-store' | 'orchestrator', requires: Flavor['requires']) => () => [
    defineFlavor({
      kind: 'artifact-store',
      name: 'needy',
      summary: 'Needs something.',
      config: z.strictObject({}),
      capabilities: { reach: 'machine' },
      requires,
      create: () => Promise.reject(new Error(`not reached for ${kind}`)),
    }),
  ]

  test('says so when two components need each other', async () => {
    const text = STACK.replace(/\{ flavor: memory.*\}/, '{ flavor: needy }')
    const { opening } = await prepare(text, needy('artifact-store', ['orchestrator']))
    expect(await errorOf(opening())).toMatchObject({
      code: 'STACK_COMPONENT_CYCLE',
      message:
        'stacks/a.yaml:4:19: Components of the stack need each other: orchestrator "journal" needs artifact-store; artifact-store "needy" needs orchestrator.',
    })
  })

  test('says so when a component needs one that is not there', async () => {
    const text = STACK.replace(/\{ flavor: memory.*\}/, '{ flavor: needy }')
    const { opening } = await prepare(text, needy('artifact-store', ['step-operator']))
    expect(await errorOf(opening())).toMatchObject({
      code: 'STACK_COMPONENT_MISSING',
      message:
        'stacks/a.yaml:3:21: The flavor "needy" of artifact-store needs a step-operator, which the stack does not have.',
    })
  })
})
