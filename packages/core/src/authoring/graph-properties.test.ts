import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConditionSpec } from '../spec/condition.ts'
import type { NodeSpec, PipelineSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import { assertNever } from '../util/assert-never.ts'
import { canonicalJson, isJson } from '../util/canonical-json.ts'
import { parts, pipelineOf } from './random-pipeline.fixture.ts'

test('building a pipeline twice gives the same bytes', () => {
  fc.assert(
    fc.property(parts, (graph) => {
      const [one, other] = [pipelineOf(graph).toSpec(), pipelineOf(graph).toSpec()]
      expect(canonicalJson(one)).toBe(canonicalJson(other))
      expect(isJson(one)).toBe(true)
    }),
  )
})

test('every source of a spec lies in reach: earlier in its own scope, or in one around it', () => {
  fc.assert(
    fc.property(parts, (graph) => {
      const pipeline = pipelineOf(graph)
      const steps = checkReach(pipeline.toSpec())
      for (const path of steps) expect(pipeline.stepAt(path)?.name).toBe('mix')
    }),
  )
})

/** What a scope may use: nodes with their outputs, and the maps it lies in. */
interface Reach {
  readonly nodes: ReadonlyMap<string, readonly string[]>
  readonly maps: readonly string[]
}

/** Walks a spec, fails at the first source out of reach, and gives the paths of all steps. */
function checkReach(spec: PipelineSpec): readonly string[] {
  const steps: string[] = []
  const params = Object.keys((spec.params?.['properties'] ?? {}) as object)

  function checkScope(nodes: readonly NodeSpec[], outputs: Readonly<Record<string, SourceSpec>>, at: Place): void {
    const known = new Map(at.reach.nodes)
    const reach: Reach = { nodes: known, maps: at.reach.maps }
    for (const node of nodes) {
      const path = `${at.prefix}${node.id}`
      expect(known.has(path)).toBe(false)
      known.set(path, checkNode(node, path, reach))
    }
    for (const source of Object.values(outputs)) checkSource(source, reach)
  }

  function checkNode(node: NodeSpec, path: string, reach: Reach): readonly string[] {
    switch (node.kind) {
      case 'step':
        steps.push(path)
        for (const { source } of Object.values(node.inputs)) if (source) checkSource(source, reach)
        return Object.keys(node.outputs)
      case 'map': {
        checkSource(node.over, reach)
        const inside = { ...reach, maps: [...reach.maps, path] }
        checkScope(node.body.nodes, node.body.outputs, { prefix: `${path}.`, reach: inside })
        return Object.keys(node.body.outputs)
      }
      case 'when':
        checkCondition(node.condition, reach)
        checkScope(node.then.nodes, node.then.outputs, { prefix: `${path}.then.`, reach })
        if (node.else) checkScope(node.else.nodes, node.else.outputs, { prefix: `${path}.else.`, reach })
        return Object.keys({ ...node.then.outputs, ...node.else?.outputs })
      default:
        return assertNever(node)
    }
  }

  function checkSource(source: SourceSpec, { nodes, maps }: Reach): void {
    if (source.from === 'param') expect(params).toContain(source.name)
    if (source.from === 'output') expect(nodes.get(source.node)).toContain(source.output)
    if (source.from === 'item' || source.from === 'index') expect(maps).toContain(source.map)
  }

  function checkCondition(condition: ConditionSpec, reach: Reach): void {
    if ('of' in condition) for (const each of [condition.of].flat()) checkCondition(each, reach)
    else if ('source' in condition) checkSource(condition.source, reach)
    else for (const source of [condition.left, condition.right]) checkSource(source, reach)
  }

  checkScope(spec.nodes, spec.outputs, { prefix: '', reach: { nodes: new Map(), maps: [] } })
  return steps
}

interface Place {
  readonly prefix: string
  readonly reach: Reach
}
