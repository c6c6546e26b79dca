import type { Outline, PlacedNode } from './outline.ts'

/** The beginning of every message about a node: `Pipeline "training", step "sweep.fit"`. */
export function placeOf(outline: Outline, node?: PlacedNode): string {
  const pipeline = `Pipeline "${outline.spec.name}"`
  if (!node) return pipeline
  return `${pipeline}, ${node.hookOf ? 'hook' : node.spec.kind} "${node.path}"`
}
