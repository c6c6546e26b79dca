import * as fc from 'fast-check'
import type { NodeSpec, PipelineSpec, ScopeSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import { hookNode, mapNode, pipelineSpec, scope, stepNode, valueOf, whenNode } from './specs.fixture.ts'

/** The shape of a node before it has a name and references: which of the visible nodes it reads is a list of numbers. */
interface Sketch {
  readonly kind: 'step' | 'map' | 'when'
  readonly reads: readonly number[]
  readonly after: readonly number[]
  readonly hook: boolean
  readonly inner: readonly Sketch[]
  readonly other: readonly Sketch[]
}

function sketchOf(depth: number): fc.Arbitrary<Sketch> {
  const inner = depth === 0 ? fc.constant([]) : fc.array(sketchOf(depth - 1), { maxLength: 3 })
  return fc.record({
    kind: fc.constantFrom('step', 'step', 'map', 'when'),
    reads: fc.array(fc.nat(99), { maxLength: 3 }),
    after: fc.array(fc.nat(99), { maxLength: 2 }),
    hook: fc.boolean(),
    inner,
    other: inner,
  })
}

/** Any sound pipeline of steps, nested maps and conditions, whose nodes read whatever they see. */
export const anySpec: fc.Arbitrary<PipelineSpec> = fc.array(sketchOf(3), { maxLength: 6 }).map((sketches) => {
  const { nodes } = drawScope(sketches, { path: '', visible: [], maps: [] })
  return pipelineSpec(nodes, { hooks: [hookNode('onEnd')] })
})

interface Around {
  /** Of the scope, empty or with a dot at its end. */
  readonly path: string
  readonly visible: readonly string[]
  readonly maps: readonly string[]
}

function drawScope(sketches: readonly Sketch[], around: Around): ScopeSpec {
  const visible = [...around.visible]
  const nodes: NodeSpec[] = []
  for (const [number, each] of sketches.entries()) {
    const id = `${each.kind}${number}`
    nodes.push(drawNode(each, id, { ...around, visible: [...visible] }))
    visible.push(`${around.path}${id}`)
  }
  const last = nodes.at(-1)
  return scope(nodes, { value: last ? valueOf(`${around.path}${last.id}`) : { from: 'value', value: 0 } })
}

function drawNode({ kind, reads, after, hook, inner, other }: Sketch, id: string, around: Around): NodeSpec {
  const seen = (number: number) => around.visible[number % around.visible.length] ?? ''
  const waits = around.visible.length === 0 ? {} : { after: after.map(seen) }
  const sources = reads.map((number): SourceSpec => {
    if (around.visible.length === 0) return { from: 'value', value: number }
    const map = around.maps[number % 3]
    return map === undefined ? valueOf(seen(number)) : { from: 'item', map }
  })
  const path = `${around.path}${id}`
  if (kind === 'map') {
    const body = drawScope(inner, { ...around, path: `${path}.`, maps: [...around.maps, path] })
    return mapNode(id, body, { ...waits, over: sources[0] ?? { from: 'value', value: [] } })
  }
  if (kind === 'when') {
    const arm = (name: string, nodes: readonly Sketch[]) => drawScope(nodes, { ...around, path: `${path}.${name}.` })
    const condition = { op: 'and', of: sources.map((source) => ({ op: 'isSet', source }) as const) } as const
    return whenNode(id, arm('then', inner), { ...waits, condition, else: arm('else', other) })
  }
  const hooks = hook ? { hooks: [hookNode('onFailure', { inputs: stepNode('', { own: valueOf(path) }).inputs })] } : {}
  const inputs = Object.fromEntries(sources.map((source, number) => [`input${number}`, source]))
  return stepNode(id, inputs, { ...waits, ...hooks })
}
