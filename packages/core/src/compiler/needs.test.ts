import { expect, test } from 'vitest'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import { needsOf } from './needs.ts'
import { outlineOf } from './outline.ts'
import { hookNode, mapNode, pipelineSpec, scope, stepNode, TRAINING, valueOf, whenNode } from './specs.fixture.ts'

function needs(spec: PipelineSpec) {
  const outline = outlineOf(spec)
  return Object.fromEntries(outline.all.map((node) => [node.path, needsOf(outline, node).map((need) => need.path)]))
}

test('a node needs what it reads and what it comes after, in the order of the scope', () => {
  const nodes = [
    stepNode('a'),
    stepNode('b'),
    stepNode('c', { y: valueOf('b'), x: valueOf('b') }, { after: ['b', 'a'] }),
  ]
  expect(needs(pipelineSpec(nodes))).toEqual({ a: [], b: [], c: ['a', 'b'] })
})

test('what the inside of a map or when reads of an outer scope is a need of the map or when', () => {
  expect(needs(TRAINING)).toEqual({
    load: [],
    'load.onFailure.notify': [],
    sweep: ['load'],
    'sweep.fit': [],
    pick: ['sweep'],
    live: ['load', 'sweep', 'pick'],
    'live.then.promote': [],
    'live.else.explain': [],
    'onEnd.notify': [],
  })
})

test('the outputs of a body and the hooks inside of it count, at whatever depth', () => {
  const reads = (node: string) => ({ inputs: stepNode('', { value: valueOf(node) }).inputs })
  const fit = stepNode('fit', {}, { hooks: [hookNode('onEnd', reads('b'))] })
  const inner = mapNode('inner', scope([fit], { value: valueOf('a') }))
  const spec = pipelineSpec([stepNode('a'), stepNode('b'), mapNode('outer', scope([whenNode('arm', scope([inner]))]))])
  expect(needs(spec)).toMatchObject({ outer: ['a', 'b'], 'outer.arm': [], 'outer.arm.then.inner': [] })
})

test('a hook needs what it reads of the scope of its step, without the step', () => {
  const inputs = stepNode('', { own: valueOf('fit'), other: valueOf('load') }).inputs
  const spec = pipelineSpec([stepNode('load'), stepNode('fit', {}, { hooks: [hookNode('onSuccess', { inputs })] })])
  expect(needs(spec)).toMatchObject({ fit: [], 'fit.onSuccess.notify': ['load'] })
})
