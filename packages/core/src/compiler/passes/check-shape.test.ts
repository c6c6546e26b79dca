import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anySpec } from '../any-spec.fixture.ts'
import { hookNode, mapNode, pipelineSpec, refusalText, scope, stepNode, TRAINING, whenNode } from '../specs.fixture.ts'
import { checkShape } from './check-shape.ts'

const refused = (spec: unknown) => checkShape(spec).map(refusalText)
const step = (more: object) => pipelineSpec([{ ...stepNode('fit'), ...more }])

test('lets sound specs through, and fields that it does not know', () => {
  expect(refused(TRAINING)).toEqual([])
  expect(refused({ ...TRAINING, labels: {} })).toEqual([])
  fc.assert(
    fc.property(anySpec, (spec) => {
      expect(refused(spec)).toEqual([])
    }),
  )
})

test.each([
  ['no spec at all', 3],
  ['a spec of a later major', { ...TRAINING, schema: 'regauge.pipeline/2' }],
  ['a missing field', { ...TRAINING, outputs: undefined }],
  ['a reserved kind', pipelineSpec([{ kind: 'loop', id: 'again' } as never])],
  ['an unknown kind in an arm', pipelineSpec([whenNode('live', scope([{ kind: 'stp', id: 'fit' } as never]))])],
  ['a misspelt wish', step({ policy: { memroy: '1Gi', retry: { attemps: 3 } } })],
  ['a wish of the wrong type', step({ policy: { retry: { attempts: '3' } } })],
  ['an unknown source', pipelineSpec([mapNode('sweep', scope([]), { over: { from: 'pram' } as never })])],
  ['a value that is no JSON', pipelineSpec([], { outputs: { value: { from: 'value', value: Number.NaN } } })],
  [
    'a condition that compares nothing',
    pipelineSpec([whenNode('live', scope([]), { condition: { op: 'gt' } as never })]),
  ],
  ['a bundle of none', pipelineSpec([mapNode('sweep', scope([]), { bundle: 0 })])],
  ['a command of no words', step({ command: { argv: [], files: [] } })],
  ['a hook without a role', step({ hooks: [stepNode('notify')] })],
  ['a hook with hooks', step({ hooks: [{ ...hookNode('onEnd'), hooks: [hookNode('onEnd')] }] })],
])('refuses %s', (_, spec) => {
  expect(refused(spec).join('\n')).toMatchSnapshot()
})
