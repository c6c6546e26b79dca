import { expect, test } from 'vitest'
import { loadStack } from './load-stack.ts'
import { printStack } from './print-stack.ts'
import { createProject } from './project.fixture.ts'

test('a resolved stack is YAML in which every value says where it comes from', async () => {
  await using project = await createProject({
    'stacks/ci.yaml': `name: ci
description: Once
extends: local
packages: [a, ./b.ts]
components:
  orchestrator: { config: { token: '\${secret:ci.token}', zones: [x] } }
`,
  })
  const stack = await loadStack(project, 'ci')
  expect(await printStack(stack, { origins: true })).toBe(`name: ci # stacks/ci.yaml:1:1
description: Once # stacks/ci.yaml:2:1
packages:
  - a # stacks/ci.yaml:4:12
  - ./b.ts # stacks/ci.yaml:4:15
components:
  orchestrator:
    flavor: local # built-in stack "local"
    config:
      token: \${secret:ci.token} # stacks/ci.yaml:6:29
      zones:
        - x # stacks/ci.yaml:6:66
  artifact-store:
    flavor: local # built-in stack "local"
    config:
      path: .regauge/store # built-in stack "local"
  experiment-trackers: {}
  step-operators: {}
defaults: {}
`)
  expect(await printStack(stack)).not.toContain('#')
})
