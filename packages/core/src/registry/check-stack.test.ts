import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineFlavor, type Flavor } from '../contracts/flavor.ts'
import { resolveConfig } from './check-config.ts'
import { checkComponents } from './check-stack.ts'
import { jsonSchemaOf } from './config-schema.ts'
import { createFlavorRegistry, type FlavorRegistry } from './flavor-registry.ts'
import { journalFlavors } from './flavors.fixture.ts'
import { loadStack } from './load-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

async function check(config: string, flavors: FlavorRegistry = journalFlavors([])) {
  await using project = await createProject({
    'stacks/a.yaml': `name: a
components:
  artifact-store: { flavor: memory }
  orchestrator:
    flavor: journal
    config:
${config.replaceAll(/^/gm, '      ')}
`,
  })
  return await checkComponents(await loadStack(project, 'a'), flavors)
}

/** The journal's flavors, with an orchestrator of another schema. */
function withOrchestrator(config: Flavor['config']): FlavorRegistry {
  const orchestrator = defineFlavor({
    kind: 'orchestrator',
    name: 'journal',
    summary: 'A test',
    config,
    capabilities: { image: 'host', remote: false, adoptable: false, mode: 'driven' },
    create: () => Promise.reject(new Error('not here')),
  })
  const others = journalFlavors([]).all.filter(({ flavor }) => flavor.kind !== 'orchestrator')
  return createFlavorRegistry([...others, { flavor: orchestrator, package: 'test' }])
}

describe('the config of a component', () => {
  test('passes when every field is known and of its type', async () => {
    const chosen = await check("slots: 2\ntoken: '${secret:a.b}'\nlabels: { any: thing }")
    expect(chosen.map(({ kind, flavor }) => [kind, flavor.name])).toEqual([
      ['orchestrator', 'journal'],
      ['artifact-store', 'memory'],
    ])
  })

  test.each([
    [
      'an unknown field',
      'slotz: 2',
      'STACK_CONFIG_UNKNOWN',
      'stacks/a.yaml:7:7: The orchestrator (flavor "journal") has no config field "slotz".',
      'Did you mean "slots"?',
    ],
    [
      'an unknown field further down, where the schema itself is lenient',
      "nested: { key: '${env:K}', zone: [a] }",
      'STACK_CONFIG_UNKNOWN',
      'stacks/a.yaml:7:34: The orchestrator (flavor "journal") has no config field "nested.zone".',
      'Did you mean "zones"?',
    ],
    [
      'a value of the wrong type',
      'slots: many',
      'STACK_CONFIG_INVALID',
      'stacks/a.yaml:7:7: The orchestrator (flavor "journal"): config field "slots": Invalid input: expected number, received string.',
      'See: regauge flavor show orchestrator journal',
    ],
    [
      'a value out of range, inside a list',
      "nested: { key: '${env:K}', zones: [a, 1] }",
      'STACK_CONFIG_INVALID',
      'stacks/a.yaml:7:45: The orchestrator (flavor "journal"): config field "nested.zones[1]": Invalid input: expected string, received number.',
      'See: regauge flavor show orchestrator journal',
    ],
    [
      'a missing field',
      'nested: {}',
      'STACK_CONFIG_INVALID',
      'stacks/a.yaml:7:7: The orchestrator (flavor "journal"): config field "nested.key": Invalid input: expected string, received undefined.',
      'See: regauge flavor show orchestrator journal',
    ],
  ])('is refused for %s, at its place', async (_, config, code, message, hint) => {
    expect(await errorOf(check(config))).toMatchObject({ code, message, hint })
  })

  test.each([
    'token: hunter2',
    "token: 'Bearer ${secret:a.b} hunter2'",
    'nested: { key: hunter2 }',
    'token: [hunter2]',
  ])('may not hold a secret itself (%s), and the error does not print it', async (config) => {
    const error = await errorOf(check(config))
    expect(error.code).toBe('STACK_SECRET_LITERAL')
    expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('hunter2')
  })

  test('is not judged where a reference stands, before it is resolved', async () => {
    await expect(check("slots: '${env:SLOTS}'")).resolves.toHaveLength(2)
  })

  test('is not to be judged by a schema that throws, whose flavor is to blame', async () => {
    const flavors = withOrchestrator(
      z.unknown().transform((value): never => {
        throw new TypeError(JSON.stringify(value))
      }),
    )
    const error = await errorOf(check('slots: 4711', flavors))
    expect(error).toMatchObject({
      code: 'FLAVOR_INVALID',
      message: 'The schema of the flavor "journal" of orchestrator threw an error instead of judging the config.',
    })
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain('4711')
  })

  test('shows all that is wrong with all components at once', async () => {
    const { message, details } = await errorOf(check('slots: 0\nslotz: 1\ntoken: x'))
    expect(message.split('\n')).toHaveLength(3)
    expect(details['issues']).toHaveLength(3)
  })
})

test('an unknown flavor of whatever kind is refused at its place', async () => {
  await using project = await createProject({
    'stacks/a.yaml': `name: a
components:
  artifact-store: { flavor: memry }
  orchestrator: { flavor: journal }
  experiment-trackers: { main: { flavor: mlflow } }
`,
  })
  expect((await errorOf(checkComponents(await loadStack(project, 'a'), journalFlavors([])))).message).toBe(
    `stacks/a.yaml:3:21: Unknown flavor "memry" of artifact-store.
stacks/a.yaml:5:34: Unknown flavor "mlflow" of experiment-tracker. This version has no flavors of that kind.`,
  )
})

describe('a resolved config', () => {
  async function resolve(config: string, values: Record<string, string>) {
    const [orchestrator] = await check(config)
    const lookUp = async (name: string) => values[name]!
    return resolveConfig(orchestrator!, { env: lookUp, file: lookUp, secret: lookUp })
  }

  test('has its references replaced and its defaults filled in', async () => {
    expect(await resolve("token: '${secret:a.b}'", { 'a.b': 'hunter2' })).toEqual({ slots: 4, token: 'hunter2' })
  })

  test('that does not fit is refused without its values', async () => {
    const error = await errorOf(
      resolve("slots: '${env:SLOTS}'\ntoken: '${secret:a.b}'", { SLOTS: '7', 'a.b': 'hunter2' }),
    )
    expect(error).toMatchObject({
      code: 'STACK_CONFIG_INVALID',
      message:
        'stacks/a.yaml:7:7: The orchestrator (flavor "journal"): config field "slots": the flavor does not accept what its reference leads to.',
    })
  })

  test('is validated by any Standard Schema, whose own messages may repeat values', async () => {
    const config = v.strictObject({
      slots: v.optional(v.number()),
      token: v.optional(v.pipe(v.string(), v.minLength(9))),
    })
    const flavors = withOrchestrator(config)
    expect((await errorOf(check('slotz: 1', flavors))).message).toMatch(/^stacks\/a\.yaml:7:7: .*"slotz"/)
    const [orchestrator] = await check("token: '${secret:a.b}'", flavors)
    const lookUp = async () => 'hunter2'
    const error = await errorOf(resolveConfig(orchestrator!, { env: lookUp, file: lookUp, secret: lookUp }))
    expect(JSON.stringify([error.message, error.details])).not.toContain('hunter2')
  })
})

test('secret fields and unknown ones are found through references, alternatives and patterns of a JSON Schema', async () => {
  const leaf = z
    .strictObject({ secret: z.string().meta({ writeOnly: true }), plain: z.string().optional() })
    .meta({ id: 'Leaf' })
  const { inspectConfig } = await import('./config-schema.ts')
  const schema = jsonSchemaOf(
    z.strictObject({
      one: leaf,
      two: leaf,
      either: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('key'), key: z.string().meta({ writeOnly: true }) }),
        z.strictObject({ by: z.literal('role'), role: z.string() }),
      ]),
      many: z.array(leaf),
      named: z.record(z.string(), leaf),
      free: z.unknown(),
    }),
  )!
  const good = { secret: '${secret:a.b}' }
  const config = {
    one: good,
    two: good,
    either: { by: 'role', role: 'x' },
    many: [good],
    named: { a: good },
    free: { x: [1] },
  }
  expect(inspectConfig(config, schema)).toMatchObject({ unknown: [], literals: [] })
  const secrets = [
    ['one', 'secret'],
    ['two', 'secret'],
    ['either', 'key'],
    ['many', 0, 'secret'],
    ['named', 'a', 'secret'],
  ]
  const bad = { secret: 'x', plane: 'y' }
  expect(
    inspectConfig(
      { one: bad, two: bad, either: { by: 'key', key: 'x', rolle: 1 }, many: [bad], named: { a: bad } },
      schema,
    ),
  ).toEqual({
    unknown: [
      { path: ['one', 'plane'], known: ['secret', 'plain'] },
      { path: ['two', 'plane'], known: ['secret', 'plain'] },
      { path: ['either', 'rolle'], known: ['by', 'key', 'role'] },
      { path: ['many', 0, 'plane'], known: ['secret', 'plain'] },
      { path: ['named', 'a', 'plane'], known: ['secret', 'plain'] },
    ],
    literals: secrets,
    secrets,
  })
})
