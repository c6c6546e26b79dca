import { expect, test } from 'vitest'
import { loadStack } from './load-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

test('the error of a file lists each of its issues with its place for programs', async () => {
  await using project = await createProject({
    'stacks/bad.yaml': `name: bad\npackage: []\ncomponents:\n  orchestrator: { flavor: local }\n  artifact-store: { flavor: local }\ndefaults: { grace: 1 }\n`,
  })
  const { details } = await errorOf(loadStack(project, 'bad'))
  expect(details).toEqual({
    issues: [
      {
        code: 'STACK_KEY_UNKNOWN',
        message: 'Unknown key "package" in the stack.',
        hint: 'Did you mean "packages"?',
        file: 'stacks/bad.yaml',
        line: 2,
        column: 1,
        path: 'package',
      },
      {
        code: 'STACK_VALUE_INVALID',
        message: '"defaults.grace" must be a duration such as "30s" or "5m", but is 1.',
        hint: 'Write it in quotes.',
        file: 'stacks/bad.yaml',
        line: 6,
        column: 13,
        path: 'defaults.grace',
      },
    ],
  })
})

test('of hundreds of issues, an error spells out the first and counts the rest', async () => {
  const keys = Array.from({ length: 300 }, (_, index) => `key${index}: 1\n`).join('')
  await using project = await createProject({ 'stacks/bad.yaml': `name: bad\n${keys}` })
  const { message, details } = await errorOf(loadStack(project, 'bad'))
  expect(message.split('\n')).toHaveLength(26)
  expect(message).toMatch(/… and 275 more\.$/)
  expect(details['total']).toBe(300)
})
