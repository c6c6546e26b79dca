import type { MapPlan, NodePlan, Plan, ScopePlan, StepPlan, WhenPlan } from '../../spec/plan.ts'
import type { PipelineSpec } from '../../spec/pipeline-spec.ts'
import { outlineOf } from '../outline.ts'
import { ORCHESTRATOR } from '../passes/choose-launcher.ts'
import { arrowsOf } from './arrows-of-outline.ts'
import { conditionText, sourceText } from './condition-text.ts'
import type { Box, BoxContent, Diagram, Shape } from './diagram.ts'
import { shorten } from './shorten.ts'

/** What steps are for, by static path. */
type Descriptions = ReadonlyMap<string, string | undefined>

/** Draws a plan. The spec, of which the plan was made, says what the nodes are for. */
export function diagramOfPlan(plan: Plan, spec: PipelineSpec): Diagram {
  const outline = outlineOf(spec)
  const descriptions = new Map(outline.steps.map((step) => [step.path, step.spec.description]))
  const hooks = plan.hooks.map((hook) => stepShape(descriptions, hook))
  const nodes = contentOf(descriptions, plan)
  const end: Box = { id: 'hooks', title: 'when the run has ended', shapes: hooks, boxes: [] }
  const root = { ...nodes, boxes: hooks.length === 0 ? nodes.boxes : [...nodes.boxes, end] }
  return { name: plan.pipeline, root, arrows: arrowsOf(outline) }
}

function contentOf(descriptions: Descriptions, scope: Pick<ScopePlan, 'nodes'>): BoxContent {
  return {
    shapes: scope.nodes.flatMap((node) => shapesOf(descriptions, node)),
    boxes: scope.nodes.flatMap((node) => boxesOf(descriptions, node)).filter(isFilled),
  }
}

/** An arm without nodes has nothing to draw. */
function isFilled({ shapes, boxes }: Box): boolean {
  return shapes.length > 0 || boxes.length > 0
}

function shapesOf(descriptions: Descriptions, node: NodePlan): readonly Shape[] {
  switch (node.kind) {
    case 'step':
      return [node, ...node.hooks].map((step) => stepShape(descriptions, step))
    case 'map':
      return []
    case 'when':
      return [{ id: node.path, kind: 'when', lines: [conditionText(node.condition)] }]
  }
}

function stepShape(descriptions: Descriptions, step: StepPlan): Shape {
  const name = step.path.slice(step.path.lastIndexOf('.') + 1)
  const description = descriptions.get(step.path)
  const lines = [
    name,
    ...(step.step === name ? [] : [`step ${step.step}`]),
    ...(description === undefined ? [] : [shorten(description)]),
    ...(step.launcher === ORCHESTRATOR ? [] : [`on ${step.launcher}`]),
  ]
  return { id: step.path, kind: step.role ? 'hook' : 'step', lines }
}

function boxesOf(descriptions: Descriptions, node: NodePlan): readonly Box[] {
  switch (node.kind) {
    case 'step':
      return []
    case 'map':
      return [mapBox(descriptions, node)]
    case 'when':
      return armBoxes(descriptions, node)
  }
}

function mapBox(descriptions: Descriptions, map: MapPlan): Box {
  const body = contentOf(descriptions, map.body)
  const each: Shape = { id: map.path, kind: 'map', lines: [`each of ${sourceText(map.over)}`] }
  const limits = [
    ...(map.concurrency === undefined ? [] : [`${map.concurrency} at once`]),
    ...(map.bundle === 1 ? [] : [`${map.bundle} a bundle`]),
  ]
  return {
    id: map.path,
    title: ['map ' + map.path, ...limits].join(', '),
    shapes: [each, ...body.shapes],
    boxes: body.boxes,
  }
}

function armBoxes(descriptions: Descriptions, when: WhenPlan): readonly Box[] {
  const arm = (name: string, scope: ScopePlan): Box => {
    const path = `${when.path}.${name}`
    return { id: path, title: path, ...contentOf(descriptions, scope) }
  }
  return [arm('then', when.then), ...(when.else ? [arm('else', when.else)] : [])]
}
