import { expect, test } from 'vitest'
import { loadStack } from './load-stack.ts'
import { createProject, errorOf } from './project.fixture.ts'

const COMPONENTS = `components:
  orchestrator: { flavor: local }
  artifact-store: { flavor: local }
`

/** A sound stack of five lines with something behind it. */
function withTail(tail: string): string {
  return `name: bad\n${COMPONENTS}${tail}`
}

/** A sound stack but for the config of its orchestrator, in line 3. */
function withConfig(config: string): string {
  return `name: bad\ncomponents:\n  orchestrator: { flavor: local, config: { ${config} } }\n  artifact-store: { flavor: local }\n`
}

/** What is wrong with a file `stacks/bad.yaml`, its text, and the whole of what is said: code, message, hint. */
const CASES: readonly (readonly [title: string, text: string, said: readonly string[]])[] = [
  ['an empty file', '', ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:1:1: The document is empty.']],
  ['only comments', '# nothing\n', ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:1:1: The document is empty.']],
  [
    'a list of things',
    '- a\n- b\n',
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:1:1: The document must be a mapping, but is a list.'],
  ],
  ['a text', 'hello\n', ['STACK_VALUE_INVALID', 'stacks/bad.yaml:1:1: The document must be a mapping, but is a text.']],
  ['no name', COMPONENTS, ['STACK_KEY_MISSING', 'stacks/bad.yaml:1:1: The stack has no "name".']],
  [
    'a name other than the file',
    `name: team\n${COMPONENTS}`,
    [
      'STACK_NAME_MISMATCH',
      'stacks/bad.yaml:1:1: The stack is called "team", but its file "bad.yaml".',
      'hint: Write "name: bad", or rename the file to "team.yaml".',
    ],
  ],
  [
    'a name that is a number',
    `name: 7\n${COMPONENTS}`,
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:1:1: "name" must be a name (a letter, then up to 62 letters, digits, "_" or "-"), but is 7.',
      'hint: Write it in quotes.',
    ],
  ],
  [
    'a name with a space',
    `name: my stack\n${COMPONENTS}`,
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:1:1: "name" must be a name (a letter, then up to 62 letters, digits, "_" or "-"), not "my stack".',
    ],
  ],
  [
    'an unknown key',
    `name: bad\npackage: []\n${COMPONENTS}`,
    ['STACK_KEY_UNKNOWN', 'stacks/bad.yaml:2:1: Unknown key "package" in the stack.', 'hint: Did you mean "packages"?'],
  ],
  [
    'an unknown kind',
    'name: bad\ncomponents:\n  orchestrater: { flavor: local }\n  artifact-store: { flavor: local }\n',
    [
      'STACK_KEY_UNKNOWN',
      'stacks/bad.yaml:3:3: Unknown key "orchestrater" in "components".',
      'hint: Did you mean "orchestrator"?',
    ],
  ],
  [
    'an unknown key of a component',
    'name: bad\ncomponents:\n  orchestrator: { flavour: local }\n  artifact-store: { flavor: local }\n',
    [
      'STACK_KEY_UNKNOWN',
      'stacks/bad.yaml:3:19: Unknown key "flavour" in "components.orchestrator".',
      'hint: Did you mean "flavor"?',
    ],
  ],
  [
    'no orchestrator',
    'name: bad\ncomponents:\n  artifact-store: { flavor: local }\n',
    [
      'STACK_KEY_MISSING',
      'stacks/bad.yaml:2:1: The stack has no "components.orchestrator".',
      'hint: Add one, e.g. "orchestrator: { flavor: local }", or extend a stack that has one.',
    ],
  ],
  [
    'no components',
    'name: bad\n',
    [
      'STACK_KEY_MISSING',
      'stacks/bad.yaml:1:1: The stack has no "components.orchestrator".',
      'stacks/bad.yaml:1:1: The stack has no "components.artifact-store". Add one, e.g. "artifact-store: { flavor: local }", or extend a stack that has one.',
      'hint: Add one, e.g. "orchestrator: { flavor: local }", or extend a stack that has one.',
    ],
  ],
  [
    'empty components',
    'name: bad\ncomponents:\n',
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:2:1: "components" must be a mapping, but is empty.'],
  ],
  [
    'a component that is a text',
    'name: bad\ncomponents:\n  orchestrator: local\n  artifact-store: { flavor: local }\n',
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:3:3: "components.orchestrator" must be a mapping, but is a text.'],
  ],
  [
    'a component without a flavor',
    'name: bad\ncomponents:\n  orchestrator: { config: {} }\n  artifact-store: { flavor: local }\n',
    ['STACK_KEY_MISSING', 'stacks/bad.yaml:3:3: "components.orchestrator" has no "flavor".'],
  ],
  [
    'a config that is a list',
    'name: bad\ncomponents:\n  orchestrator: { flavor: local, config: [1] }\n  artifact-store: { flavor: local }\n',
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:3:34: "components.orchestrator.config" must be a mapping, but is a list.'],
  ],
  [
    'packages that are a text',
    `name: bad\npackages: "@acme/ml"\n${COMPONENTS}`,
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:2:1: "packages" must be a list, but is a text.'],
  ],
  [
    'a package that is a path out of the project',
    `name: bad\npackages: [./../evil]\n${COMPONENTS}`,
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:2:12: "packages[0]" must be the name of an npm package, or a path inside the project that begins with "./", not "./../evil".',
    ],
  ],
  [
    'a package that is null',
    `name: bad\npackages:\n  -\n${COMPONENTS}`,
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:3:4: "packages[0]" must be the name of an npm package, or a path inside the project that begins with "./", but is empty.',
    ],
  ],
  [
    'a duration in words',
    withTail('defaults:\n  timeout: 5 minutes\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:6:3: "defaults.timeout" must be a duration such as "30s" or "5m", not "5 minutes".',
    ],
  ],
  [
    'numbers out of their range',
    withTail('defaults: { retry: { attempts: 0, jitter: 2 }, resources: { cpu: 0 } }\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:5:22: "defaults.retry.attempts" must be a whole number of at least 1, but is 0.',
      'stacks/bad.yaml:5:35: "defaults.retry.jitter" must be a number of at least 0 and at most 1, but is 2.',
      'stacks/bad.yaml:5:61: "defaults.resources.cpu" must be a number of more than 0, but is 0.',
    ],
  ],
  [
    'an unknown policy',
    withTail('defaults: { retries: { attempts: 2 } }\n'),
    [
      'STACK_KEY_UNKNOWN',
      'stacks/bad.yaml:5:13: Unknown key "retries" in "defaults".',
      'hint: Known: "retry", "timeout", "grace", "resources", "image", "operator", "env", "secrets".',
    ],
  ],
  [
    'an environment value that is a number',
    withTail('defaults:\n  env:\n    THREADS: 4\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:7:5: "defaults.env.THREADS" must be a text, but is 4.',
      'hint: Write it in quotes.',
    ],
  ],
  [
    'a secret without a store',
    withTail('defaults: { secrets: [token] }\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:5:23: "defaults.secrets[0]" must be the name of a secret: a store and a key, such as "hf.token", not "token".',
    ],
  ],
  [
    'a default operator that is not there',
    withTail('  step-operators: { gpu: { flavor: docker } }\ndefaults: { operator: gpus }\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:6:13: The stack has no step operator "gpus".',
      'hint: Did you mean "gpu"?',
    ],
  ],
  [
    'an operator called orchestrator',
    withTail('  step-operators: { orchestrator: { flavor: docker } }\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:5:21: A key in "components.step-operators" must be a name (a letter, then up to 62 letters, digits, "_" or "-") other than "orchestrator", not "orchestrator".',
    ],
  ],
  [
    'operators that differ only in case',
    withTail('  step-operators: { gpu: { flavor: docker }, GPU: { flavor: docker } }\n'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:5:46: "gpu" and "GPU" in "components.step-operators" differ only in upper and lower case.',
    ],
  ],
  [
    'a duplicate key',
    `name: bad\nname: bad\n${COMPONENTS}`,
    ['STACK_KEY_DUPLICATE', 'stacks/bad.yaml:2:1: The key "name" stands here a second time.'],
  ],
  [
    'a tab',
    'name: bad\ncomponents:\n	orchestrator: { flavor: local }\n',
    ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:3:1: Tabs are not allowed as indentation.', 'hint: Indent with spaces.'],
  ],
  [
    'an unclosed bracket',
    `name: bad\npackages: [a\n${COMPONENTS}`,
    [
      'STACK_SYNTAX_INVALID',
      'stacks/bad.yaml:3:1: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
  ],
  [
    'two documents',
    withTail('---\nname: worse\n'),
    ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:5:1: A second document begins here.', 'hint: Write one document a file.'],
  ],
  [
    'a tag',
    `name: !!js/function bad\n${COMPONENTS}`,
    [
      'STACK_SYNTAX_INVALID',
      'stacks/bad.yaml:1:1: Tags are not allowed.',
      'hint: Remove the part that begins with "!".',
    ],
  ],
  [
    'a merge key',
    'name: bad\ncomponents:\n  orchestrator: &local { flavor: local }\n  artifact-store: { <<: *local }\n',
    [
      'STACK_SYNTAX_INVALID',
      'stacks/bad.yaml:4:21: Merge keys are not allowed.',
      'hint: Extend a stack, or repeat the values.',
    ],
  ],
  [
    'an alias without an anchor',
    `name: *nobody\n${COMPONENTS}`,
    ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:1:1: The alias "*nobody" has no anchor before it.'],
  ],
  [
    'YAML 1.1',
    `%YAML 1.1\n---\nname: bad\n${COMPONENTS}`,
    [
      'STACK_SYNTAX_INVALID',
      'stacks/bad.yaml:1:1: The document asks for YAML 1.1.',
      'hint: Remove the %YAML directive: stacks are YAML 1.2.',
    ],
  ],
  [
    'a key called __proto__',
    withTail('defaults: { env: { __proto__: x } }\n'),
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:5:20: The key "__proto__" is reserved.', 'hint: Choose another name.'],
  ],
  [
    'a config field called constructor',
    withConfig('constructor: 1'),
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:3:44: The key "constructor" is reserved.', 'hint: Choose another name.'],
  ],
  [
    'infinity',
    withConfig('slots: .inf'),
    ['STACK_VALUE_INVALID', 'stacks/bad.yaml:3:44: The value .inf is not allowed.', 'hint: Write it in quotes.'],
  ],
  [
    'a number with too many digits',
    withConfig('account: 123456789012345678901'),
    [
      'STACK_VALUE_INVALID',
      'stacks/bad.yaml:3:44: The number 123456789012345678901 has more digits than can be kept.',
      'hint: Write it in quotes.',
    ],
  ],
  [
    'a key that is a mapping',
    `name: bad\n? { a: 1 }\n: 2\n${COMPONENTS}`,
    ['STACK_SYNTAX_INVALID', 'stacks/bad.yaml:2:3: A key must be a text.'],
  ],
  [
    'a reference in a description',
    `name: bad\ndescription: \${env:HOME}\n${COMPONENTS}`,
    [
      'STACK_REFERENCE_INVALID',
      'stacks/bad.yaml:2:1: "description" holds a reference, which only the config of a component may do.',
    ],
  ],
  [
    'a reference to nothing known',
    withConfig(`a: "\${envv:X}"`),
    [
      'STACK_REFERENCE_INVALID',
      'stacks/bad.yaml:3:44: "components.orchestrator.config.a": There are no references to "envv".',
      'hint: Did you mean "env"?',
    ],
  ],
  [
    'a shell variable',
    withConfig(`a: "\${HOME}"`),
    [
      'STACK_REFERENCE_INVALID',
      `stacks/bad.yaml:3:44: "components.orchestrator.config.a": A "\${…}" does not say what it leads to.`,
      `hint: Write \${env:HOME}, or $\${HOME} for the text itself.`,
    ],
  ],
  [
    'an unclosed reference',
    withConfig(`a: "\${env:HOME"`),
    [
      'STACK_REFERENCE_INVALID',
      'stacks/bad.yaml:3:44: "components.orchestrator.config.a": A reference has no closing "}".',
      `hint: A literal "\${" is written "$\${".`,
    ],
  ],
  [
    'a reference to a file elsewhere',
    withConfig(`a: "\${file:../x}"`),
    [
      'STACK_REFERENCE_INVALID',
      'stacks/bad.yaml:3:44: "components.orchestrator.config.a": The path "../x" of a reference does not stay in the project.',
      `hint: Write a path relative to the project's root.`,
    ],
  ],
  [
    'a reference to a badly named secret',
    withConfig(`a: "\${secret:token}"`),
    [
      'STACK_REFERENCE_INVALID',
      'stacks/bad.yaml:3:44: "components.orchestrator.config.a": "token" cannot be the name of a secret.',
      'hint: Write a store and a key, such as "hf.token".',
    ],
  ],
  [
    'extends of nobody',
    'name: bad\nextends: basis\n',
    [
      'STACK_EXTENDS_UNKNOWN',
      'stacks/bad.yaml:2:1: There is no stack "basis" to extend.',
      'hint: Did you mean "base"?',
    ],
  ],
  [
    'extends of itself',
    'name: bad\nextends: bad\n',
    ['STACK_EXTENDS_CYCLE', 'stacks/bad.yaml:2:1: "bad" extends "bad".', 'hint: Take one "extends" out of the circle.'],
  ],
  [
    'several mistakes',
    `name: bad\npackage: []\ncomponents:\n  orchestrater: { flavor: local }\n  artifact-store: { flavor: local, config: { path: "\${file:/etc/x}" } }\ndefaults:\n  timeout: soon\n  resources: { gpu: 0.5 }\n`,
    [
      'STACK_KEY_UNKNOWN',
      'stacks/bad.yaml:2:1: Unknown key "package" in the stack.',
      'stacks/bad.yaml:4:3: Unknown key "orchestrater" in "components". Did you mean "orchestrator"?',
      `stacks/bad.yaml:5:46: "components.artifact-store.config.path": The path "/etc/x" of a reference does not stay in the project. Write a path relative to the project's root.`,
      'stacks/bad.yaml:7:3: "defaults.timeout" must be a duration such as "30s" or "5m", not "soon".',
      'stacks/bad.yaml:8:16: "defaults.resources.gpu" must be a whole number of at least 0, but is 0.5.',
      'hint: Did you mean "packages"?',
    ],
  ],
]

test.each(CASES)('a stack file with %s is refused in so many words', async (_, text, said) => {
  await using project = await createProject({ 'stacks/bad.yaml': text, 'stacks/base.yaml': 'name: base\n' })
  const { code, message, hint } = await errorOf(loadStack(project, 'bad'))
  expect([code, ...message.split('\n'), ...(hint === undefined ? [] : [`hint: ${hint}`])]).toEqual(said)
})
