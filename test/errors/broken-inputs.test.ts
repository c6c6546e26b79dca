import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type TestProject } from '../support/project.ts'
import { PIPELINE, type BrokenInput, type FinishedRun } from './broken-inputs.fixture.ts'
import { BROKEN_COMMANDS } from './broken-commands.fixture.ts'
import { BROKEN_PIPELINES } from './broken-pipelines.fixture.ts'
import { BROKEN_STACKS } from './broken-stacks.fixture.ts'
import { BROKEN_STORES } from './broken-stores.fixture.ts'

let template: TestProject
let finished: FinishedRun

beforeAll(async () => {
  template = createProject({ 'pipeline.ts': PIPELINE })
  finished = await template.json<FinishedRun>(['run', 'pipeline.ts', '--param', 'n=1'])
})

afterAll(() => template[Symbol.dispose]())

/** A project with a broken input. Where there is something to arrange, it has a run in its store. */
function breakInput({ files, arrange }: BrokenInput): TestProject {
  const project = createProject({ 'pipeline.ts': PIPELINE, ...files })
  if (arrange) {
    cpSync(join(template.root, '.regauge/store'), join(project.root, '.regauge/store'), { recursive: true })
    arrange(project, finished)
  }
  return project
}

/** What differs from one project and run to the next. */
function settled(text: string, project: TestProject): string {
  return text
    .replaceAll(project.root, '<project>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '<run>')
    .replaceAll(/[0-9a-f]{64}/g, '<digest>')
    .replaceAll(/^ +at .*\(node_modules\/.*\n/gm, '')
    .replaceAll(/(?<=sha256\/)[0-9a-f]{2}(?=\/)/g, '<aa>')
}

describe.concurrent.each([
  ['the command line', BROKEN_COMMANDS],
  ['a stack or the project file', BROKEN_STACKS],
  ['a pipeline or its parameters', BROKEN_PIPELINES],
  ['a store', BROKEN_STORES],
])('a mistake in %s:', (_, inputs) => {
  // Tests that run at once need an expect of their own.
  test.for(inputs)('$title', async (input, { expect: own }) => {
    using project = breakInput(input)
    const words = input.words.map((word) => word.replace('RUN', finished.run))
    const { code, stdout, stderr } = await project.regauge(words)
    own.soft(code).toBe(input.exit)
    own.soft(/^error\[(\w+)\]: ./m.exec(stderr)?.[1]).toBe(input.code)
    own.soft(stderr).toMatch(/^hint: ./m)
    own.soft(stdout).toBe('')
    own(settled(stderr, project)).toMatchSnapshot()
  })
})

test('with --json, the error is one document on stdout', async () => {
  using project = createProject({ 'pipeline.ts': PIPELINE })
  const { code, stdout, stderr } = await project.regauge(['run', 'pipeline.ts', '--stack', 'locl', '--json'])
  expect([code, stderr]).toEqual([2, ''])
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: 'STACK_NOT_FOUND',
      message: 'There is no stack "locl" in "stacks/".',
      hint: 'Did you mean "local"?',
      details: { stack: 'locl', known: ['local'] },
    },
  })
})

test.for([
  ['a secret that is nowhere', "secrets: ['hf.token']", 'SECRET_NOT_FOUND', 'config'],
  ['an output that does not fit', 'retry: { attempts: 1 }', 'ARTIFACT_INVALID', 'user'],
])('%s fails the step that has it, and the run with it', async ([, policy, code, failureClass]) => {
  const text = PIPELINE.replace("name: 'double',", `name: 'double', ${policy},`).replace(
    'n: n * 2',
    "n: 'two' as never",
  )
  using project = createProject({ 'pipeline.ts': text })
  const { code: exit } = await project.regauge(['run', 'pipeline.ts', '--param', 'n=1'])
  expect(exit).toBe(1)
  const shown = await project.json<{ readonly steps: readonly unknown[] }>(['runs', 'show', 'latest'])
  expect(shown.steps).toMatchObject([{ path: 'double', failure: { code, class: failureClass } }])
})
