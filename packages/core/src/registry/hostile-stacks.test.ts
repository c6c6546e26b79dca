import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRegaugeError } from '../errors/regauge-error.ts'
import { loadStack } from './load-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

const GOOD = `# yaml-language-server: $schema=x
name: bad
description: A stack
packages: ['@acme/ml', ./flavors.ts]
components:
  orchestrator: { flavor: local, config: { slots: 2, token: '\${secret:hf.token}' } }
  artifact-store:
    flavor: local
    config: &store
      path: .regauge/store
      zones: [a, b]
  experiment-trackers: { main: { flavor: mlflow, config: *store } }
  step-operators: { gpu: { flavor: docker } }
defaults: { retry: { attempts: 3, delay: 5s }, env: { A: b }, secrets: [hf.token] }
`

/** What means something to YAML, to references, or to JavaScript. */
const SNIPPETS: readonly string[] = [
  ...'{}[]:#~!"\'\t\0\r\u{feff}\ud800é'.split(''),
  ...'null constructor .nan 1e999 0x1F 2001-01-01 yes *a *store ${ $${ ${env: ${file:..}'.split(' '),
  ...'- |? |&a |!x |!!set |<<: *store|__proto__: 1\n|>\n|extends: bad\n|%YAML 1.1\n---\n|---\n|...\n'.split('|'),
  '|\n',
]

async function codeOf(content: string | Uint8Array): Promise<string> {
  await using project = await createProject({ 'stacks/bad.yaml': content })
  return (await errorOf(loadStack(project, 'bad'))).code
}

describe('a hostile stack file ends in a coded error:', () => {
  const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i))
  const bomb = ['a: &a0 [x, x]', ...lines(40, (i) => `b${i}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n')
  const tower = ['a: &a0 [x]', ...lines(500, (i) => `b${i}: &a${i + 1} [[[*a${i}]]]`)].join('\n')

  test.each([
    ['an alias bomb', bomb, 'STACK_SYNTAX_INVALID'],
    ['a tower of aliases', tower, 'STACK_SYNTAX_INVALID'],
    ['a value that contains itself', 'a: &a [*a]\n', 'STACK_SYNTAX_INVALID'],
    ['100,000 brackets', '['.repeat(100_000), 'STACK_SYNTAX_INVALID'],
    ['100,000 closed brackets', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'STACK_SYNTAX_INVALID'],
    ['50,000 nested mappings', '{a: '.repeat(50_000), 'STACK_SYNTAX_INVALID'],
    ['50,000 dashes', '- '.repeat(50_000), 'STACK_SYNTAX_INVALID'],
    ['33 levels', `name: bad\na: ${'['.repeat(33)}${']'.repeat(33)}`, 'STACK_SYNTAX_INVALID'],
    ['50,000 keys', lines(50_000, (i) => `k${i}: 1`).join('\n'), 'STACK_SYNTAX_INVALID'],
    ['50,000 anchors on one value', '&a '.repeat(50_000), 'STACK_SYNTAX_INVALID'],
    ['nothing but NUL', '\0'.repeat(10_000), 'STACK_VALUE_INVALID'],
    ['more than 1 MiB', `# ${'x'.repeat(2 ** 20)}`, 'STACK_FILE_UNREADABLE'],
    ['bytes that are not UTF-8', Uint8Array.from([0x6e, 0xff, 0xfe, 0x80]), 'STACK_FILE_UNREADABLE'],
    ['a binary tag', 'name: !!binary aGVsbG8=\n', 'STACK_SYNTAX_INVALID'],
    ['a tag of its own', '%TAG ! tag:evil.example,2000:\n---\nname: !exec rm\n', 'STACK_SYNTAX_INVALID'],
  ])('%s', async (_, content, code) => {
    expect(await codeOf(content)).toBe(code)
  })

  test('a folder with the name of a stack file', async () => {
    await using project = await createProject({})
    await mkdir(join(project.stacksDir, 'bad.yaml'), { recursive: true })
    expect((await errorOf(loadStack(project, 'bad'))).code).toBe('STACK_FILE_UNREADABLE')
  })

  test.skipIf(process.platform === 'win32')('a named pipe that nobody writes to', async () => {
    await using project = await createProject({ 'stacks/good.yaml': '' })
    execFileSync('mkfifo', [join(project.stacksDir, 'bad.yaml')])
    expect((await errorOf(loadStack(project, 'bad'))).code).toBe('STACK_FILE_UNREADABLE')
  })
})

test('aliases stand for the values behind their anchors, at the place of their use', async () => {
  await using project = await createProject({ 'stacks/bad.yaml': GOOD })
  const { spec, origins } = await loadStack(project, 'bad')
  expect(spec.components['experiment-trackers']['main']!.config).toEqual({ path: '.regauge/store', zones: ['a', 'b'] })
  expect(origins.get('/components/experiment-trackers/main/config')).toMatchObject({ line: 12, column: 50 })
})

test('however a stack file is damaged, it loads or fails with a coded error', async () => {
  await using project = await createProject({ 'stacks/bad.yaml': GOOD })
  const snippet = fc.constantFrom(...SNIPPETS)
  const place = fc.nat({ max: GOOD.length })
  const edit = fc.oneof(
    fc.record({ at: place, cut: fc.nat({ max: 12 }), insert: fc.oneof(snippet, fc.string({ maxLength: 6 })) }),
    fc.record({ at: place, cut: fc.nat({ max: 200 }), insert: fc.constant('') }),
  )
  const damaged = fc
    .array(edit, { minLength: 1, maxLength: 5 })
    .map((edits) =>
      edits.reduce((text, { at, cut, insert }) => text.slice(0, at) + insert + text.slice(at + cut), GOOD),
    )
  const path = join(project.stacksDir, 'bad.yaml')
  await fc.assert(
    fc.asyncProperty(damaged, fc.option(fc.uint8Array({ minLength: 1, maxLength: 3 })), async (text, rubbish) => {
      await writeFile(path, rubbish ? Buffer.concat([Buffer.from(text), rubbish]) : text)
      try {
        await loadStack(project, 'bad')
      } catch (thrown) {
        if (!isRegaugeError(thrown)) throw thrown
      }
    }),
    { numRuns: 2_000 },
  )
})
