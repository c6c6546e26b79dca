import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anySpec } from '../any-spec.fixture.ts'
import { outlineOf } from '../outline.ts'
import {
  hookNode,
  mapNode,
  pipelineSpec,
  refusalText,
  scope,
  stepNode,
  TRAINING,
  valueOf,
  whenNode,
} from '../specs.fixture.ts'
import { checkReferences } from './check-references.ts'

const refused = (spec: Parameters<typeof outlineOf>[0]) => checkReferences(outlineOf(spec)).map(refusalText)

test('lets every sound pipeline through', () => {
  expect(refused(TRAINING)).toEqual([])
  fc.assert(
    fc.property(anySpec, (spec) => {
      expect(refused(spec)).toEqual([])
    }),
  )
})

test('lets a hook read its own step, and a hook of the pipeline every node of the top level', () => {
  const reads = { inputs: stepNode('', { value: valueOf('fit') }).inputs }
  const hooks = [hookNode('onSuccess', reads)]
  expect(refused(pipelineSpec([stepNode('fit', {}, { hooks })], { hooks }))).toEqual([])
})

const load = stepNode('load')
const bare = { rows: { type: { materializer: 'json' } } }

test.each([
  ['an unknown node', pipelineSpec([load, stepNode('fit', { rows: valueOf('laod') })])],
  ['a node where there is none before', pipelineSpec([stepNode('fit', { rows: valueOf('load') })])],
  ['an unknown node in after', pipelineSpec([load, stepNode('fit', {}, { after: ['prepare'] })])],
  ['an unknown output', pipelineSpec([load, stepNode('fit', { rows: valueOf('load', 'valeu') })])],
  [
    'an unknown output of a map',
    pipelineSpec([mapNode('sweep', scope([load])), stepNode('fit', { rows: valueOf('sweep') })]),
  ],
  ['an unknown output of the pipeline', pipelineSpec([load], { outputs: { rows: valueOf('load', 'rows') } })],
  ['a required input without a source', pipelineSpec([stepNode('fit', {}, { inputs: bare })])],
  ['an input that no hook is given', pipelineSpec([], { hooks: [hookNode('onEnd', { inputs: bare })] })],
  [
    'the inside of a map, from outside',
    pipelineSpec([
      mapNode('sweep', scope([mapNode('inner', scope([load]))])),
      stepNode('fit', { rows: valueOf('sweep.inner.load') }),
    ]),
  ],
  [
    'one arm, from the other',
    pipelineSpec([
      whenNode('live', scope([load]), { else: scope([stepNode('fit', { rows: valueOf('live.then.load') })]) }),
    ]),
  ],
  [
    'what a map goes over, from inside of itself',
    pipelineSpec([mapNode('sweep', scope([load]), { over: valueOf('sweep.load') })]),
  ],
  [
    'an item outside of its map',
    pipelineSpec([mapNode('sweep', scope([])), stepNode('fit', { rate: { from: 'item', map: 'sweep' } })]),
  ],
  [
    'the own item as what a map goes over',
    pipelineSpec([mapNode('sweep', scope([]), { over: { from: 'item', map: 'sweep' } })]),
  ],
  [
    'an index of an unknown map',
    pipelineSpec([mapNode('sweep', scope([stepNode('fit', { rate: { from: 'index', map: 'sweeep' } })]))]),
  ],
  ['a node that comes later', pipelineSpec([stepNode('fit', { rows: valueOf('load') }), load])],
  [
    'a node that comes later, from inside of a map',
    pipelineSpec([mapNode('sweep', scope([stepNode('fit', { rows: valueOf('load') })])), load]),
  ],
  ['a step that reads itself', pipelineSpec([stepNode('fit', { rows: valueOf('fit') })])],
  [
    'a step that waits for the map around it',
    pipelineSpec([mapNode('sweep', scope([stepNode('fit', {}, { after: ['sweep'] })]))]),
  ],
  [
    'a circle of three',
    pipelineSpec([
      stepNode('a', { rows: valueOf('c') }),
      mapNode('b', scope([stepNode('fit', { rows: valueOf('a') })])),
      stepNode('c', {}, { after: ['b'] }),
    ]),
  ],
])('refuses %s', (_, spec) => {
  expect(refused(spec).join('\n')).toMatchSnapshot()
})
