import { expect, test } from 'vitest'
import type { NodeSpec } from '../../spec/pipeline-spec.ts'
import { outlineOf } from '../outline.ts'
import { hookNode, mapNode, pipelineSpec, refusalText, scope, stepNode, TRAINING, whenNode } from '../specs.fixture.ts'
import { checkNames } from './check-names.ts'

const refused = (spec: Parameters<typeof outlineOf>[0]) => checkNames(outlineOf(spec)).map(refusalText)

test('lets good names through, also one id in two scopes', () => {
  const arms = whenNode('live', scope([stepNode('fit')]), { else: scope([stepNode('fit')]) })
  expect(refused(TRAINING)).toEqual([])
  expect(refused(pipelineSpec([stepNode('fit'), mapNode('sweep', scope([stepNode('fit')])), arms]))).toEqual([])
})

const long = (depth: number): NodeSpec => {
  const id = `deep${'x'.repeat(56)}`
  return depth === 0 ? stepNode(id) : mapNode(id, scope([long(depth - 1)]))
}

test.each([
  ['a pipeline without a name', pipelineSpec([], { name: '' })],
  ['a dot in an id', pipelineSpec([stepNode('sweep.fit')])],
  [
    'names of inputs and outputs',
    pipelineSpec([
      { ...stepNode('fit', { 'a b': { from: 'value', value: 1 } }), outputs: { ü: { materializer: 'json' } } },
    ]),
  ],
  ['an output of a scope', pipelineSpec([mapNode('sweep', scope([], { '1st': { from: 'value', value: 1 } }))])],
  ['an id that is taken', pipelineSpec([stepNode('fit'), mapNode('fit', scope([]))])],
  ['an id that is taken but for its case', pipelineSpec([mapNode('sweep', scope([stepNode('fit'), stepNode('FIT')]))])],
  ['two hooks of one role', pipelineSpec([stepNode('fit', {}, { hooks: [hookNode('onEnd'), hookNode('onEnd')] })])],
  ['a node in the place of a hook', pipelineSpec([stepNode('onEnd')], { hooks: [hookNode('onEnd')] })],
  ['a path that is too long', pipelineSpec([long(3)])],
])('refuses %s', (_, spec) => {
  expect(refused(spec).join('\n')).toMatchSnapshot()
})
