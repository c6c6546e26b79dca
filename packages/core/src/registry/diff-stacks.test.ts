import { expect, test } from 'vitest'
import { diffStacks } from './diff-stacks.ts'
import { loadStack } from './load-stack.ts'
import { createProject } from './project.fixture.ts'

test('two stacks differ in what was added, removed and changed, by path', async () => {
  await using project = await createProject({
    'stacks/a.yaml': `name: a
extends: local
defaults: { timeout: 1h, env: { A: x } }
`,
    'stacks/b.yaml': `name: b
extends: local
packages: ['@regauge/orchestrator-local', ./flavors.ts]
components: { step-operators: { gpu: { flavor: docker } }, artifact-store: { config: { path: '\${env:STORE}' } } }
defaults: { env: { A: x } }
`,
  })
  const [a, b] = [(await loadStack(project, 'a')).spec, (await loadStack(project, 'b')).spec]
  expect(diffStacks(a, b)).toEqual([
    {
      kind: 'changed',
      path: ['components', 'artifact-store', 'config', 'path'],
      before: '.regauge/store',
      after: '${env:STORE}',
    },
    { kind: 'added', path: ['components', 'step-operators', 'gpu'], after: { flavor: 'docker', config: {} } },
    { kind: 'removed', path: ['defaults', 'timeout'], before: '1h' },
    { kind: 'changed', path: ['name'], before: 'a', after: 'b' },
    {
      kind: 'changed',
      path: ['packages'],
      before: ['@regauge/orchestrator-local'],
      after: ['@regauge/orchestrator-local', './flavors.ts'],
    },
  ])
  expect(diffStacks(a, structuredClone(a))).toEqual([])
})
