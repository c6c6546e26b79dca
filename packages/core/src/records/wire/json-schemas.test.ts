import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PipelineSpec } from '../../spec/pipeline-spec.ts'
import type { Plan } from '../../spec/plan.ts'
import type { Envelope } from '../../spec/envelope.ts'
import { SPEC_SCHEMAS } from '../../spec/wire/spec-wire.ts'
import type { EndRecord, RunRecord } from '../run-record.ts'
import type { OutcomeRecord } from '../outcome-record.ts'
import { jsonSchemas } from './json-schemas.ts'
import { RECORD_SCHEMAS } from './record-wire.ts'

const DIGEST = 'a'.repeat(64)
const DIRECTORY = fileURLToPath(new URL('../../../schemas/', import.meta.url))

const spec: PipelineSpec = {
  schema: 'regauge.pipeline/1',
  name: 'training',
  params: null,
  policy: { retry: { attempts: 2, delay: '1s', onOom: { memory: 2, max: '32Gi' } }, env: { A: '1' } },
  failMode: 'continue',
  deadline: '2h',
  nodes: [
    {
      kind: 'map',
      id: 'sweep',
      over: { from: 'param', name: 'rates' },
      bundle: 5,
      body: {
        nodes: [
          {
            kind: 'step',
            id: 'fit',
            step: 'fit',
            inputs: {
              rate: {
                type: { materializer: 'json', schema: { type: 'number' } },
                source: { from: 'item', map: 'sweep' },
              },
              note: { type: { materializer: 'json' }, optional: true },
            },
            outputs: { weights: { name: 'weights', materializer: 'list', item: { materializer: 'bytes' } } },
            policy: {},
            after: ['load'],
          },
        ],
        outputs: { weights: { from: 'output', node: 'sweep.fit', output: 'weights' } },
      },
    },
    {
      kind: 'when',
      id: 'live',
      condition: {
        op: 'and',
        of: [
          { op: 'isSet', source: { from: 'param', name: 'rates' } },
          { op: 'not', of: { op: 'gte', left: { from: 'value', value: 1 }, right: { from: 'param', name: 'least' } } },
        ],
      },
      // oxlint-disable-next-line unicorn/no-thenable -- the spec's own word
      then: { nodes: [], outputs: { a: { from: 'param', name: 'rates' } } },
    },
  ],
  outputs: {},
  hooks: [{ kind: 'step', id: 'page', step: 'page', inputs: {}, outputs: {}, policy: {}, role: 'onEnd' }],
}

const plan: Plan = {
  schema: 'regauge.plan/1',
  pipeline: 'training',
  spec: DIGEST,
  params: { rates: [1] },
  stack: { name: 'local', revision: DIGEST },
  failMode: 'fail-fast',
  launchers: { orchestrator: { flavor: 'local', image: 'host' } },
  nodes: [
    {
      kind: 'step',
      path: 'fit',
      step: 'fit',
      launcher: 'orchestrator',
      resources: { cpu: 1, gpu: 0 },
      retry: { attempts: 1, infrastructure: 5, delayMs: 1000, maxDelayMs: 300_000, backoff: 2, jitter: 0.2 },
      graceMs: 10_000,
      env: {},
      secrets: [],
      inputs: {},
      outputs: {},
      needs: [],
      hooks: [],
    },
  ],
  outputs: {},
  hooks: [],
}

const envelope: Envelope = {
  protocol: 1,
  run: 'r1',
  pipeline: 'training',
  epoch: 1,
  path: 'sweep[3].fit',
  attempt: 2,
  node: 'sweep.fit',
  step: 'fit',
  items: [3],
  code: DIGEST,
  plan: DIGEST,
  inputs: { rate: { value: 0.1 }, rows: { artifact: { format: 'jsonl', digest: DIGEST, size: 3, count: 3 }, item: 1 } },
  outputs: { weights: { materializer: 'bytes' } },
  graceMs: 10_000,
  env: {},
  secrets: ['aws.key'],
}

const outcome: OutcomeRecord = {
  schema: 'regauge.outcome/1',
  run: 'r1',
  path: 'sweep[3].fit',
  attempt: 2,
  epoch: 1,
  status: 'failed',
  outputs: { a: { format: 'json', digest: DIGEST, size: 1, value: { b: null } } },
  failure: { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: 'no room', log: ['a'] },
  endedAt: '2026-11-21T12:00:00.000Z',
  logs: 0,
  metrics: 2,
}

const end: EndRecord = {
  schema: 'regauge.end/1',
  run: 'r1',
  epoch: 1,
  status: 'succeeded',
  steps: { total: 1, succeeded: 1, cached: 0, failed: 0, skipped: 0, cancelled: 0 },
  outputs: {},
  failed: [],
  failMode: 'continue',
  endedAt: '2026-11-21T12:00:00Z',
  seconds: 1.5,
}

const run: RunRecord = {
  schema: 'regauge.run/1',
  run: 'r1',
  pipeline: 'training',
  spec,
  params: { rates: [1] },
  labels: {},
  submittedBy: { user: 'ann', host: 'alpha' },
  submittedAt: '2026-11-21T12:00:00.000+02:00',
  environment: {},
}

describe('published JSON Schemas', () => {
  test('the files are what the schemas say', () => {
    const files = Object.fromEntries(
      jsonSchemas().map(({ name, document }) => [`${name}.schema.json`, `${JSON.stringify(document, null, 2)}\n`]),
    )

    expect(readdirSync(DIRECTORY).sort()).toEqual([...Object.keys(files), 'stack.schema.json'].sort())
    for (const [file, text] of Object.entries(files)) expect(readFileSync(`${DIRECTORY}${file}`, 'utf8')).toBe(text)
  })

  test.each(Object.entries({ pipeline: spec, plan, envelope, outcome, end, run }))(
    'a validator of another make takes a %s and refuses a broken one',
    (name, sample) => {
      const ajv = new Ajv2020({ strict: true, formats: { 'date-time': true } })
      const validate = ajv.compile(jsonSchemas().find((schema) => schema.name === name)!.document)

      expect(validate(sample)).toBe(true)
      const { [Object.keys(sample)[1]!]: dropped, ...broken } = sample as unknown as Record<string, unknown>
      expect(dropped).toBeDefined()
      expect(validate(broken)).toBe(false)
    },
  )
})

describe('schemas of specs', () => {
  test('take specs and give them back unchanged', () => {
    expect(SPEC_SCHEMAS.pipelineSpec.parse(spec)).toEqual(spec)
    expect(SPEC_SCHEMAS.plan.parse(plan)).toEqual(plan)
    expect(SPEC_SCHEMAS.envelope.parse(envelope)).toEqual(envelope)
  })

  test('refuse unknown members anywhere, and values out of range', () => {
    const wrong = [
      { ...spec, shcedule: 1 },
      { ...spec, policy: { retry: { times: 1 } } },
      { ...spec, policy: { timeout: '5 minutes' } },
      { ...spec, nodes: [{ ...spec.nodes[0], paralell: 2 }] },
      { ...spec, nodes: [{ ...spec.nodes[0], kind: 'loop' }] },
      { ...spec, nodes: [{ ...spec.nodes[0], id: 'a.b' }] },
      { ...spec, schema: 'regauge.pipeline/2' },
    ]
    for (const each of wrong) expect(SPEC_SCHEMAS.pipelineSpec.safeParse(each).success).toBe(false)
  })
})

describe('schemas of records', () => {
  test('let unknown members through, also deep inside', () => {
    const newer = { ...run, shard: 1, spec: { ...spec, mood: 'good', policy: { ...spec.policy, tier: 2 } } }

    expect(RECORD_SCHEMAS.run.parse(newer)).toEqual(newer)
    expect(RECORD_SCHEMAS.outcome.parse({ ...outcome, mood: 'good' })).toMatchObject(outcome)
  })

  test('refuse what lacks a member or has one of another type', () => {
    const samples = { outcome, end, run }
    for (const [name, sample] of Object.entries(samples)) {
      const schema = RECORD_SCHEMAS[name as keyof typeof samples]
      expect(schema.safeParse(sample).success).toBe(true)
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(sample)), (member) => {
          expect(schema.safeParse({ ...sample, [member]: Symbol('no') }).success).toBe(false)
        }),
      )
    }
  })
})
