import type { MapPlan, NodePlan, Plan, ScopePlan, StepPlan, WhenPlan } from '../../spec/plan.ts'
import type { PipelineSpec } from '../../spec/pipeline-spec.ts'
import { outlineOf } from '../outline.ts'
import type { Outline } from '../outline.ts'
import { ORCHESTRATOR } from '../passes/choose-launcher.ts'
import { arrowsOf } from './arrows-of-outline.ts'
import { conditionText, sourceText } from './condition-text.ts'
import type { Box, BoxContent, Diagram, Shape } from './diagram.ts'
import { shorten } from './shorten.ts'

/** Draws a plan. The spec, of which the plan was made, says what the nodes are for. */
export function diagramOfPlan(plan: Plan, spec: PipelineSpec): Diagram {
  const outline = outlineOf(spec)
  const hooks = plan.hooks.map((hook) => stepShape(outline, hook))
  const nodes = contentOf(outline, plan)
  const end: Box = { id: 'hooks', title: 'when the run has ended', shapes: hooks, boxes: [] }
  const root = { ...nodes, boxes: hooks.length === 0 ? nodes.boxes : [...nodes.boxes, end] }
  return { name: plan.pipeline, root, arrows: arrowsOf(outline) }
}

function contentOf(outline: Outline, scope: Pick<ScopePlan, 'nodes'>): BoxContent {
  return {
    shapes: scope.nodes.flatMap((node) => shapesOf(outline, node)),
    boxes: scope.nodes.flatMap((node) => boxesOf(outline, node)),
  }
}

function shapesOf(outline: Outline, node: NodePlan): readonly Shape[] {
  switch (node.kind) {
    case 'step':
      return [node, ...node.hooks].map((step) => stepShape(outline, step))
    case 'map':
      return []
    case 'when':
      return [{ id: node.path, kind: 'when', lines: [conditionText(node.condition)] }]
  }
}

function stepShape(outline: Outline, step: StepPlan): Shape {
  const id = step.path.slice(step.path.lastIndexOf('.') + 1)
  const spec = outline.steps.find(({ path }) => path === step.path)?.spec
  const lines = [
    id,
    ...(step.step === id ? [] : [`step ${step.step}`]),
    ...(spec?.description === undefined ? [] : [shorten(spec.description)]),
    ...(step.launcher === ORCHESTRATOR ? [] : [`on ${step.launcher}`]),
  ]
  return { id: step.path, kind: step.role ? 'hook' : 'step', lines }
}

function boxesOf(outline: Outline, node: NodePlan): readonly Box[] {
  switch (node.kind) {
    case 'step':
      return []
    case 'map':
      return [mapBox(outline, node)]
    case 'when':
      return armBoxes(outline, node)
  }
}

function mapBox(outline: Outline, map: MapPlan): Box {
  const body = contentOf(outline, map.body)
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

function armBoxes(outline: Outline, when: WhenPlan): readonly Box[] {
  const arm = (name: string, scope: ScopePlan): Box => {
    const path = `${when.path}.${name}`
    return { id: path, title: path, ...contentOf(outline, scope) }
  }
  return [arm('then', when.then), ...(when.else ? [arm('else', when.else)] : [])]
}
