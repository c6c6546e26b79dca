import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { stackWith, type BrokenInput } from './broken-inputs.fixture.ts'

const RUN = ['run', 'pipeline.ts', '--param', 'n=1']
const ON_BAD = [...RUN, '--stack', 'bad']

export const BROKEN_STACKS: readonly BrokenInput[] = [
  { title: 'an unknown stack', words: [...RUN, '--stack', 'locl'], code: 'STACK_NOT_FOUND', exit: 2 },
  { title: 'a stack that is a path', words: [...RUN, '--stack', '../x'], code: 'STACK_NAME_INVALID', exit: 2 },
  {
    title: 'a default stack that is not there',
    files: { 'regauge.yaml': 'defaultStack: gone\n' },
    words: ['runs', 'list'],
    code: 'STACK_NOT_FOUND',
    exit: 2,
  },
  {
    title: 'a chosen stack that is not there any more',
    files: { '.regauge/stack': 'gone\n' },
    words: RUN,
    code: 'STACK_NOT_FOUND',
    exit: 2,
  },
  {
    title: 'a file of stacks with another ending',
    files: { 'stacks/bad.yml': 'name: bad\n' },
    words: ON_BAD,
    code: 'STACK_NOT_FOUND',
    exit: 2,
  },
  {
    title: 'an unknown key of the project',
    files: { 'regauge.yaml': 'defaultStak: local\n' },
    words: ['runs', 'list'],
    code: 'PROJECT_FILE_INVALID',
    exit: 2,
  },
  {
    title: 'stacks that are no folder',
    files: { stacks: '' },
    words: ['stack', 'list'],
    code: 'STACK_FILE_UNREADABLE',
    exit: 2,
  },
  {
    title: 'a stack that is a folder',
    arrange: ({ root }) => mkdirSync(join(root, 'stacks/bad.yaml'), { recursive: true }),
    words: ON_BAD,
    code: 'STACK_FILE_UNREADABLE',
    exit: 2,
  },
  {
    title: 'a tab',
    files: stackWith('components:\n\torchestrator: {}'),
    words: ON_BAD,
    code: 'STACK_SYNTAX_INVALID',
    exit: 2,
  },
  { title: 'an unknown key', files: stackWith('component: {}'), words: ON_BAD, code: 'STACK_KEY_UNKNOWN', exit: 2 },
  { title: 'a reserved key', files: stackWith('__proto__: {}'), words: ON_BAD, code: 'STACK_VALUE_INVALID', exit: 2 },
  {
    title: 'an operator called orchestrator',
    files: stackWith('components:\n  step-operators: { orchestrator: { flavor: local } }'),
    words: ON_BAD,
    code: 'STACK_VALUE_INVALID',
    exit: 2,
  },
  {
    title: 'an unknown flavor',
    files: stackWith('components:\n  orchestrator: { flavor: locla }'),
    words: ON_BAD,
    code: 'STACK_FLAVOR_UNKNOWN',
    exit: 2,
  },
  {
    title: 'an unknown config field',
    files: stackWith('components:\n  orchestrator: { config: { slot: 2 } }'),
    words: ON_BAD,
    code: 'STACK_CONFIG_UNKNOWN',
    exit: 2,
  },
  {
    title: 'a config field of another type',
    files: stackWith('components:\n  orchestrator: { config: { slots: many } }'),
    words: ON_BAD,
    code: 'STACK_CONFIG_INVALID',
    exit: 2,
  },
  {
    title: 'a variable that is not set',
    files: stackWith("components:\n  artifact-store: { config: { path: '${env:NOWHERE}' } }"),
    words: ON_BAD,
    code: 'STACK_REFERENCE_UNRESOLVED',
    exit: 2,
  },
  {
    title: 'a secret that is nowhere',
    files: stackWith("components:\n  artifact-store: { config: { path: '${secret:no.where}' } }"),
    words: ON_BAD,
    code: 'SECRET_NOT_FOUND',
    exit: 2,
  },
  {
    title: 'a package that is not installed',
    files: stackWith("packages: ['@acme/none']"),
    words: ON_BAD,
    code: 'FLAVOR_PACKAGE_NOT_FOUND',
    exit: 2,
  },
  {
    title: 'a package that throws',
    files: { ...stackWith('packages: [./flavors.ts]'), 'flavors.ts': "throw new Error('no licence')\n" },
    words: ON_BAD,
    code: 'FLAVOR_PACKAGE_BROKEN',
    exit: 2,
  },
  {
    title: 'a package without a flavor',
    files: { ...stackWith('packages: [./flavors.ts]'), 'flavors.ts': 'export const flavor = {}\n' },
    words: ON_BAD,
    code: 'FLAVOR_PACKAGE_EMPTY',
    exit: 2,
  },
  {
    title: 'a new stack where one is',
    files: stackWith(''),
    words: ['stack', 'new', 'bad'],
    code: 'STACK_EXISTS',
    exit: 2,
  },
  { title: 'a new stack without a name', words: ['stack', 'new', 'my stack'], code: 'STACK_NAME_INVALID', exit: 2 },
  {
    title: 'a stack to compare that is not there',
    words: ['stack', 'diff', 'local', 'loacl'],
    code: 'STACK_NOT_FOUND',
    exit: 2,
  },
]
