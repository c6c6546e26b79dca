import { expect, test } from 'vitest'
import type { JsonObject } from '../../util/json.ts'
import { outlineOf } from '../outline.ts'
import { mapNode, pipelineSpec, refusalText, scope, stepNode, TRAINING, whenNode } from '../specs.fixture.ts'
import { checkParameters } from './check-parameters.ts'

const refused = (spec: Parameters<typeof outlineOf>[0], params: JsonObject = {}) =>
  checkParameters(outlineOf(spec), params).map(refusalText)

const rate = { from: 'param', name: 'rate' } as const
const reading = (params?: JsonObject | null) =>
  pipelineSpec([stepNode('fit', { rate })], params === undefined ? {} : { params })

test('lets parameters through that the schema declares or allows', () => {
  expect(refused(TRAINING)).toEqual([])
  expect(refused(reading({ properties: {}, additionalProperties: { type: 'number' } }))).toEqual([])
  expect(refused(reading({ $ref: '#/$defs/params', $defs: { params: { properties: { rate: {} } } } }))).toEqual([])
})

test('takes the given parameters for the declared ones where the schema cannot tell', () => {
  expect(refused(reading(null), { rate: 1 })).toEqual([])
  expect(refused(reading({ anyOf: [] }), { rate: 1 })).toEqual([])
})

test.each([
  ['of a pipeline that declares none', reading()],
  ['that the schema does not list', reading({ properties: { rates: {}, path: {} } })],
  ['that was not given where nobody can tell', reading(null)],
  ['of a map', pipelineSpec([mapNode('sweep', scope([]), { over: rate })])],
  [
    'of a condition',
    pipelineSpec([whenNode('live', scope([]), { condition: { op: 'not', of: { op: 'isSet', source: rate } } })]),
  ],
  ['of an output', pipelineSpec([mapNode('sweep', scope([], { rate }))])],
])('refuses an unknown parameter %s', (_, spec) => {
  expect(refused(spec).join('\n')).toMatchSnapshot()
})
