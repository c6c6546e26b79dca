import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import type { TestProject } from '../support/project.ts'
import { call, document } from './command.ts'

const LAPTOP = `name: laptop
description: A laptop
packages: ['@regauge/orchestrator-local']
components:
  orchestrator: { flavor: local, config: { slots: 1 } }
  artifact-store: { flavor: local }
`

const FILES = {
  'regauge.yaml': 'defaultStack: laptop\n',
  'stacks/laptop.yaml': LAPTOP,
  'stacks/ci.yaml': `name: ci\nextends: laptop\ncomponents:\n  orchestrator: { flavor: local, config: { slots: 2 } }\n`,
}

let project: TestProject
let cwd: string

beforeAll(() => {
  project = createProject(FILES)
  cwd = project.root
})

afterAll(() => project[Symbol.dispose]())

describe('regauge stack', () => {
  test('lists the stacks and marks the one in use', async () => {
    const { code, out } = await call(['stack', 'list'], { cwd })
    expect(code).toBe(0)
    expect(out).toMatch(/^ +name +revision +file +description\n/)
    expect(out).toMatch(/^\* +laptop +[0-9a-f]{12} +stacks\/laptop\.yaml +A laptop$/m)
    const { stacks } = await document<{ readonly stacks: readonly object[] }>(['stack', 'list'], { cwd })
    expect(stacks).toMatchObject([
      { name: 'ci', used: false, extends: ['laptop'] },
      { name: 'laptop', used: true, file: 'stacks/laptop.yaml' },
      { name: 'local', used: false, file: null },
    ])
  })

  test('shows a file as it is, or what it comes to with the place of every value', async () => {
    expect((await call(['stack', 'show', 'laptop'], { cwd })).out).toBe(LAPTOP)
    const { out } = await call(['stack', 'show', 'ci', '--resolved'], { cwd })
    expect(out).toMatch(/^# revision [0-9a-f]{64}\n/)
    expect(out).toContain('slots: 2 # stacks/ci.yaml:4:')
    expect(out).toContain('description: A laptop # stacks/laptop.yaml:2:')
    const shown = await document(['stack', 'show', 'ci', '--resolved'], { cwd })
    expect(shown).toMatchObject({ spec: { name: 'ci' }, origins: { '/description': 'stacks/laptop.yaml:2:1' } })
  })

  test('tells two stacks apart', async () => {
    const { code, out } = await call(['stack', 'diff', 'laptop', 'ci'], { cwd })
    expect({ code, out }).toEqual({
      code: 0,
      out: '- components.orchestrator.config.slots: 1\n+ components.orchestrator.config.slots: 2\n',
    })
    expect(await document(['stack', 'diff', 'laptop', 'ci'], { cwd })).toMatchObject({
      changes: [{ kind: 'changed', path: 'components.orchestrator.config.slots', before: 1, after: 2 }],
    })
  })

  test('chooses the one in use, until the environment or a flag chooses another', async () => {
    using own = createProject(FILES)
    const used = { cwd: own.root }
    expect(await call(['stack', 'use', 'ci'], used)).toMatchObject({
      code: 0,
      out: 'This project now runs on stack "ci".\n',
    })
    expect((await call(['stack', 'list'], used)).out).toMatch(/^\* +ci /m)
    const env = { REGAUGE_STACK: 'laptop' }
    const { err } = await call(['stack', 'use', 'ci'], { ...used, env })
    expect(err).toBe('REGAUGE_STACK is set to "laptop" and still wins over this choice.\n')
    expect((await call(['doctor'], { ...used, env })).out).toContain('laptop (REGAUGE_STACK)')
    expect((await call(['doctor', '--stack', 'local'], { ...used, env })).out).toContain(
      'local (named on the command line)',
    )
  })

  test('writes a new one that is valid at once', async () => {
    using own = createProject(FILES)
    const { code, out } = await call(['stack', 'new', 'gpu', '--extends', 'laptop'], { cwd: own.root })
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Wrote stacks/gpu.yaml. Edit it, then: regauge stack validate gpu\n',
    })
    expect(readFileSync(join(own.root, 'stacks/gpu.yaml'), 'utf8')).toContain('extends: laptop')
    expect(await call(['stack', 'validate'], { cwd: own.root })).toMatchObject({
      code: 0,
      out: '✓ ci\n✓ gpu\n✓ laptop\n✓ local\n',
    })
    expect((await call(['stack', 'new', 'gpu'], { cwd: own.root })).code).toBe(2)
  })

  test('validates all of them and tells the line of what is wrong', async () => {
    using own = createProject({
      ...FILES,
      'stacks/broken.yaml': LAPTOP.replace('laptop', 'broken').replace('slots', 'slot'),
    })
    const { code, out, err } = await call(['stack', 'validate'], { cwd: own.root })
    expect({ code, out }).toEqual({ code: 2, out: '✗ broken\n✓ ci\n✓ laptop\n✓ local\n' })
    expect(err).toMatch(/error\[STACK_\w+\]: .*stacks\/broken\.yaml:5/)
    expect(err).toContain('Did you mean "slots"?')
    const { out: json } = await call(['stack', 'validate', 'broken', '--json'], { cwd: own.root })
    expect(JSON.parse(json)).toMatchObject({
      stacks: [{ name: 'broken', valid: false, error: { hint: expect.any(String) } }],
    })
  })

  test('that is not there names the closest one', async () => {
    const { code, err } = await call(['stack', 'use', 'latop'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain(
      'error[STACK_NOT_FOUND]: There is no stack "latop" in "stacks/".\nhint: Did you mean "laptop"?',
    )
  })
})

describe('regauge flavor', () => {
  test('lists what the stack brings and what it can do', async () => {
    const { out } = await call(['flavor', 'list'], { cwd })
    expect(out).toMatch(/^orchestrator +local +mode: driven, image: host +\d+ promises +@regauge\/orchestrator-local /m)
    expect(await document(['flavor', 'list'], { cwd })).toMatchObject({
      flavors: [
        { kind: 'artifact-store', name: 'local', package: '@regauge/core', capabilities: { reach: 'machine' } },
        { kind: 'orchestrator', name: 'local' },
      ],
    })
  })

  test('shows the config fields of one', async () => {
    const { out } = await call(['flavor', 'show', 'orchestrator', 'local'], { cwd })
    expect(out).toMatch(/^slots +integer +How many attempts run at once\./m)
    expect(await document(['flavor', 'show', 'orchestrator', 'local'], { cwd })).toMatchObject({
      kind: 'orchestrator',
      config: { properties: { slots: { type: 'integer' } } },
    })
    const { code, err } = await call(['flavor', 'show', 'local'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('The kinds "artifact-store" and "orchestrator" both have a flavor "local".')
    for (const [words, hint] of [
      [['orchestrator', 'locl'], 'hint: Did you mean "local"?'],
      [['orchestrtor', 'local'], 'hint: They bring none of that kind. Did you mean "orchestrator"?'],
      [['orchestrator'], 'hint: "orchestrator" is a kind; name one of its flavors, too: local.'],
      [['nothing'], 'hint: Known: "local".'],
    ] as const) {
      expect((await call(['flavor', 'show', ...words], { cwd })).err).toContain(hint)
    }
  })
})

describe('a package that throws when it is imported', () => {
  const broken = (name: string) => LAPTOP.replace('laptop', name).replace(']', `, './broken.ts']`)

  test('fails the stacks that name it, with its own cause, and no others', async () => {
    using own = createProject({
      ...FILES,
      'broken.ts': `throw new TypeError('no licence')\n`,
      'stacks/broken.yaml': broken('broken'),
      'pipeline.ts': `import { pipeline, step } from '@regauge/core'
export const idle = pipeline({ name: 'idle', build: ({ run }) => void run(step({ name: 'rests', run: () => {} }), {}) })
`,
    })
    const { stacks } = await document<{ readonly stacks: readonly object[] }>(['stack', 'list'], { cwd: own.root })
    expect(stacks).toHaveLength(4)
    expect((await call(['run', 'pipeline.ts', '--stack', 'laptop'], { cwd: own.root })).code).toBe(0)
    const { code, err } = await call(['run', 'pipeline.ts', '--stack', 'broken', '--verbose'], { cwd: own.root })
    expect(code).toBe(2)
    expect(err).toContain(
      'error[FLAVOR_PACKAGE_BROKEN]: stacks/broken.yaml:3:43: Package "./broken.ts" failed to load: no licence',
    )
    expect(err).toMatch(/caused by: TypeError: no licence\n +at .*broken\.ts:1/)
  })
})
