import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PIPELINE, pipelineWith, type BrokenInput } from './broken-inputs.fixture.ts'

const RUN = ['run', 'pipeline.ts', '--param', 'n=1']
const GRAPH = 'const { n, text } = run(double, { n: params.n })'

export const BROKEN_PIPELINES: readonly BrokenInput[] = [
  { title: 'an unknown parameter', words: ['run', 'pipeline.ts', '-p', 'm=1'], code: 'PARAMS_UNKNOWN', exit: 2 },
  {
    title: 'a parameter of another type',
    words: ['run', 'pipeline.ts', '-p', 'n=two'],
    code: 'PARAMS_MALFORMED',
    exit: 2,
  },
  { title: 'a parameter without a value', words: ['run', 'pipeline.ts', '-p', 'n'], code: 'PARAMS_MALFORMED', exit: 2 },
  { title: 'a missing parameter', words: ['run', 'pipeline.ts'], code: 'PARAMS_INVALID', exit: 2 },
  {
    title: 'no file of parameters',
    words: ['run', 'pipeline.ts', '--params', 'params.json'],
    code: 'PARAMS_FILE_INVALID',
    exit: 2,
  },
  {
    title: 'a file of parameters that ends too early',
    files: { 'params.json': '{ "n": ' },
    words: ['run', 'pipeline.ts', '--params', 'params.json'],
    code: 'PARAMS_FILE_INVALID',
    exit: 2,
  },
  {
    title: 'a file of parameters that holds a list',
    files: { 'params.yaml': '- 1\n' },
    words: ['run', 'pipeline.ts', '--params', 'params.yaml'],
    code: 'PARAMS_FILE_INVALID',
    exit: 2,
  },
  { title: 'no module', words: ['run', 'pipline.ts'], code: 'MODULE_NOT_FOUND', exit: 2 },
  { title: 'a module elsewhere', words: ['run', '/etc/hosts'], code: 'MODULE_OUTSIDE_PROJECT', exit: 2 },
  {
    title: 'a module that is a folder',
    arrange: ({ root }) => mkdirSync(join(root, 'folder')),
    words: ['run', 'folder'],
    code: 'MODULE_INVALID',
    exit: 2,
  },
  {
    title: 'a syntax error',
    files: pipelineWith('outputs: {', 'outputs: ['),
    words: RUN,
    code: 'MODULE_INVALID',
    exit: 2,
  },
  {
    title: 'a module of no text',
    files: { 'pipeline.ts': '\0\u0001\u0002' },
    words: RUN,
    code: 'MODULE_INVALID',
    exit: 2,
  },
  {
    title: 'an import of a file that is not there',
    files: pipelineWith("from 'zod'", "from './zod.ts'"),
    words: RUN,
    code: 'MODULE_INVALID',
    exit: 2,
  },
  {
    title: 'an import of a package that is not installed',
    files: pipelineWith("from 'zod'", "from 'zood'"),
    words: RUN,
    code: 'MODULE_INVALID',
    exit: 2,
  },
  {
    title: 'a module that throws',
    files: { 'pipeline.ts': "export const limit = 1\nthrow new RangeError('no limits')\n" },
    words: RUN,
    code: 'MODULE_THREW',
    exit: 2,
  },
  {
    title: 'a policy that makes no sense',
    files: pipelineWith("name: 'double',", "name: 'double', timeout: '5 minutes' as '5m',"),
    words: RUN,
    code: 'AUTHORING_POLICY_INVALID',
    exit: 2,
  },
  {
    title: 'a module without a pipeline',
    files: { 'pipeline.ts': 'export const limit = 1\n' },
    words: RUN,
    code: 'PIPELINE_NOT_FOUND',
    exit: 2,
  },
  { title: 'a mistyped export', words: ['run', 'pipeline.ts#mian'], code: 'PIPELINE_NOT_FOUND', exit: 2 },
  {
    title: 'two pipelines',
    files: { 'pipeline.ts': `${PIPELINE}export const other = pipeline({ name: 'other', build: () => {} })\n` },
    words: RUN,
    code: 'PIPELINE_AMBIGUOUS',
    exit: 2,
  },
  {
    title: 'a build that throws',
    files: pipelineWith(GRAPH, `if (params) throw new TypeError('no luck')\n    ${GRAPH}`),
    words: RUN,
    code: 'AUTHORING_BUILD_THREW',
    exit: 2,
  },
  {
    title: 'an asynchronous build',
    files: pipelineWith('build({', 'async build({'),
    words: RUN,
    code: 'AUTHORING_BUILD_ASYNC',
    exit: 2,
  },
  {
    title: 'a mistyped input',
    files: pipelineWith('{ n: params.n }', '{ nn: params.n }'),
    words: RUN,
    code: 'AUTHORING_INPUT_UNKNOWN',
    exit: 2,
  },
  {
    title: 'one step twice under one name',
    files: pipelineWith(GRAPH, `run(double, { n: 2 })\n    ${GRAPH}`),
    words: RUN,
    code: 'AUTHORING_NAME_TAKEN',
    exit: 2,
  },
  {
    title: 'a schema of parameters that throws',
    files: pipelineWith('z.number().int()', "z.number().int().transform((n): number => { throw new TypeError('no') })"),
    words: RUN,
    code: 'AUTHORING_PARAMS_THREW',
    exit: 2,
  },
  {
    title: 'an operator that the stack does not have',
    files: pipelineWith("name: 'double',", "name: 'double', operator: 'gpu',"),
    words: RUN,
    code: 'PLAN_OPERATOR_UNKNOWN',
    exit: 2,
  },
  {
    title: 'more devices than there are',
    files: pipelineWith("name: 'double',", "name: 'double', resources: { gpu: 64 },"),
    words: RUN,
    code: 'PLAN_RESOURCES_EXCEEDED',
    exit: 2,
  },
  {
    title: 'a command that names no file',
    files: {
      'pipeline.ts': `import { commandStep, pipeline } from '@regauge/core'
const train = commandStep({ name: 'train', command: ['python3', 'train.py'], files: ['train.py'], outputs: {} })
export const main = pipeline({ name: 'main', build: ({ run }) => void run(train) })
`,
    },
    words: ['run', 'pipeline.ts'],
    code: 'CODE_FILE_NOT_FOUND',
    exit: 2,
  },
]
