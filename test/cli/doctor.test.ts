import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import { beginOnTerminal, call, callOnTerminal, document, plain } from './command.ts'

const LAPTOP = `name: laptop
packages: ['@regauge/orchestrator-local']
components:
  orchestrator: { flavor: local, config: { slots: 1 } }
  artifact-store: { flavor: local }
`

const FILES = { 'regauge.yaml': 'defaultStack: laptop\n', 'stacks/laptop.yaml': LAPTOP }

/** A store that does not look whether there is an object, and launchers that do not launch. */
const FLAVORS = `
import { defineFlavor, delegateStore, RegaugeError } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { z } from 'zod'

export const careless = defineFlavor({
  ...localArtifactStore,
  name: 'careless',
  async create(options) {
    const store = await localArtifactStore.create(options)
    return delegateStore(store, { put: (key, source, { signal } = {}) => store.put(key, source, { signal }) })
  },
})

const refuses = async () => {
  throw new RegaugeError('STORE_DENIED', { message: 'The cluster refuses.', hint: 'Ask its owner.' })
}
const place = {
  capacity: {},
  openLauncher: refuses,
  probes: ({ storeSpec }) => [
    { name: 'connect', async look() {
      const verb = (name) => ({ name, look: name === 'may create Jobs' ? refuses : async () => 'yes' })
      const inside = { name: 'store from inside', ok: true, detail: storeSpec.component.flavor }
      return { detail: 'version 1.31', next: [verb('may list Pods'), verb('may create Jobs'), inside] }
    } },
    { name: 'wait', look: ({ signal }) => new Promise((resolve) => {
      const timer = setInterval(() => {}, 1000)
      signal.addEventListener('abort', () => { clearInterval(timer); resolve('gone') })
    }) },
  ],
  async [Symbol.asyncDispose]() {},
}
const capabilities = { mode: 'driven', image: 'container', remote: false, adoptable: true }
const about = { name: 'cluster', summary: 'Launches nothing.', config: z.strictObject({}), capabilities }
export const orchestrator = defineFlavor({ kind: 'orchestrator', ...about, create: async () => ({ mode: 'driven', ...place }) })
export const operator = defineFlavor({ kind: 'step-operator', ...about, create: async () => place })
`

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
const nothing = step({ name: 'nothing', run() {} })
export const main = pipeline({ name: 'main', build({ run }) { run(nothing, {}) } })
`

const STORE = ['write', 'read', 'range', 'list', 'put if absent', 'race', 'clock', 'delete']

interface Diagnosis {
  readonly stack: string
  readonly ok: boolean
  readonly checks: readonly { component?: string; name: string; ok: boolean; code?: string; detail: string }[]
}

const diagnosis = async (words: readonly string[], cwd: string) => document<Diagnosis>(words, { cwd })

describe('regauge stack doctor', () => {
  test('looks at every component of a stack and leaves nothing behind', async () => {
    using own = createProject(FILES)
    const { stack, ok, checks } = await diagnosis(['stack', 'doctor', 'laptop'], own.root)
    expect({ stack, ok }).toEqual({ stack: 'laptop', ok: true })
    expect(checks.map(({ component, name }) => [component, name])).toEqual([
      ...['stack', 'stack file', 'flavors', 'components'].map((name) => [undefined, name]),
      ...STORE.map((name) => ['artifact-store', name]),
      ...['capacity', 'attempt', 'stop'].map((name) => ['orchestrator', name]),
    ])
    for (const left of ['probes', 'runs', 'code'])
      expect(existsSync(join(own.root, '.regauge/store', left))).toBe(false)
    expect(await call(['runs', 'list'], { cwd: own.root })).toMatchObject({ code: 0, out: '' })
  })

  test('prints a line for each, with colours on a terminal', async () => {
    using own = createProject(FILES)
    const { code, out } = await callOnTerminal(['stack', 'doctor'], { cwd: own.root })
    expect(code).toBe(0)
    expect(out).toContain('\u001B[32mok')
    expect(plain(out)).toMatch(/^ok {4}artifact-store put if absent {2}the second writer was refused$/m)
    expect(plain(out)).toMatch(/^ok {4}orchestrator attempt +one ran in \S+, in worker 1 /m)
  })

  test('tells one cause once, and no more of what needs it', async () => {
    using own = createProject({
      ...FILES,
      'stacks/other.yaml': LAPTOP.replace('laptop', 'other').replace(
        '{ flavor: local }',
        "{ flavor: local, config: { path: '${env:NOWHERE_SET}' } }",
      ),
    })
    const { code, out } = await call(['stack', 'doctor', 'other'], { cwd: own.root })
    expect(code).toBe(2)
    expect(out).toMatch(/^fail {2}components +STACK_REFERENCE_UNRESOLVED: .*NOWHERE_SET.*\n {6}hint: .*\n$/m)
    expect(out.match(/^fail/gm)).toHaveLength(1)
    const unknown = await call(['stack', 'doctor', 'latop'], { cwd: own.root })
    expect(unknown.code).toBe(2)
    expect(unknown.out).toContain('Did you mean "laptop"?')
  })

  test('recognises a store that ignores conditions, and so does the first run on it', async () => {
    const stack = LAPTOP.replace(']', ", './flavors.ts']").replace('{ flavor: local }', '{ flavor: careless }')
    using own = createProject({ ...FILES, 'stacks/laptop.yaml': stack, 'flavors.ts': FLAVORS, 'pipeline.ts': PIPELINE })
    const { ok, checks } = await diagnosis(['stack', 'doctor'], own.root)
    expect(ok).toBe(false)
    expect(checks.filter((check) => !check.ok)).toMatchObject([
      { name: 'put if absent', code: 'STORE_UNSUITABLE', detail: expect.stringContaining('a second time') },
      { name: 'race', code: 'STORE_UNSUITABLE', detail: expect.stringMatching(/8 writers .* 8 were told/) },
    ])
    expect(checks.map(({ name }) => name)).not.toContain('attempt')
    const { code, err } = await call(['run', 'pipeline.ts'], { cwd: own.root })
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(
        'error[STORE_UNSUITABLE]: The service of the store of stack "laptop" ignores conditions',
      ),
    })
    expect(await document(['runs', 'list'], { cwd: own.root })).toEqual({ runs: [] })
  })

  test('looks at what flavors bring, and gives up what takes too long', async () => {
    const stack = LAPTOP.replace("'@regauge/orchestrator-local'", "'./flavors.ts'")
      .replace('{ flavor: local, config: { slots: 1 } }', '{ flavor: cluster }')
      .concat('  step-operators: { gpu: { flavor: cluster } }\n')
    using own = createProject({ ...FILES, 'stacks/laptop.yaml': stack, 'flavors.ts': FLAVORS })
    const { code, out } = await call(['stack', 'doctor', '--json', '--timeout', '300ms'], { cwd: own.root })
    expect(code).toBe(3)
    // The document is of the documented shape.
    const { checks } = JSON.parse(out) as Diagnosis
    for (const component of ['orchestrator', 'step-operators.gpu']) {
      expect(checks.filter((check) => check.component === component)).toMatchObject([
        { name: 'connect', ok: true, detail: 'version 1.31' },
        { name: 'may list Pods', ok: true, detail: 'yes' },
        { name: 'may create Jobs', ok: false, code: 'STORE_DENIED', hint: 'Ask its owner.' },
        { name: 'store from inside', ok: true, detail: 'local' },
        { name: 'wait', ok: false, code: 'PROBE_TIMEOUT' },
      ])
    }
    const calling = beginOnTerminal(['stack', 'doctor'], { cwd: own.root })
    await calling.said('store from inside')
    calling.interrupt()
    expect(await calling.ended).toMatchObject({ code: 130 })
  })

  test('wants a duration that is one', async () => {
    using own = createProject(FILES)
    for (const timeout of ['5', '0s', '-1s', 'soon', '99d']) {
      const { code, err } = await call(['stack', 'doctor', `--timeout=${timeout}`], { cwd: own.root })
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`not "${timeout}".`) })
    }
  })
})

describe('regauge doctor', () => {
  test('looks at the machine as well as at the stack', async () => {
    using own = createProject(FILES)
    const { ok, checks } = await diagnosis(['doctor'], own.root)
    expect(ok).toBe(true)
    const machine = ['project', 'node', 'bundler', 'worker', 'disk', 'stack', 'stack file']
    expect(checks.slice(0, machine.length).map(({ name }) => name)).toEqual(machine)
    expect(checks.at(-1)).toMatchObject({ component: 'orchestrator', name: 'stop' })
  })

  test('says what is wrong and what to do, with 3 where the store is out of reach', async () => {
    using broken = createProject({ ...FILES, '.regauge/store': 'no directory' })
    const { code, out } = await call(['doctor'], { cwd: broken.root })
    expect(code).toBe(3)
    expect(out).toMatch(/^fail {2}components +STORE_UNREACHABLE: .*\n {6}hint: /m)
  })

  test('ends with 2 where the stack file is wrong', async () => {
    using broken = createProject({ ...FILES, 'stacks/laptop.yaml': 'name: [' })
    expect(await call(['doctor'], { cwd: broken.root })).toMatchObject({ code: 2 })
  })
})
