import type { Box, PlanGraph } from './plan-graph.ts'

/** A plan's graph in the language of Graphviz. */
export function toDot({ name, boxes, arrows }: PlanGraph): string {
  const anchors = new Map<string, Anchor>()
  for (const box of boxes) addAnchors(box, anchors)
  const lines = [
    `digraph ${quote(name)} {`,
    '  compound=true; rankdir=TB;',
    '  node [shape=box, style=rounded, fontname="sans-serif"]; graph [fontname="sans-serif"];',
    ...boxes.flatMap((box) => boxLines(box, '  ')),
    ...arrows.map(({ from, to }) => arrowLine(anchors.get(from)!, anchors.get(to)!)),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** Graphviz draws arrows between nodes only: of a box around others, one inside stands for it. */
interface Anchor {
  readonly node: string
  readonly cluster?: string
}

function addAnchors(box: Box, anchors: Map<string, Anchor>): string {
  const inner = box.inside.map((each) => addAnchors(each, anchors))
  if (box.kind === 'step') {
    anchors.set(box.id, { node: box.id })
    return box.id
  }
  const node = inner[0] ?? emptyNode(box)
  anchors.set(box.id, { node, cluster: clusterOf(box) })
  return node
}

function boxLines(box: Box, indent: string): readonly string[] {
  if (box.kind === 'step') return [`${indent}${box.id} [label=${quote(box.label)}];`]
  const inner = box.inside.flatMap((each) => boxLines(each, `${indent}  `))
  return [
    `${indent}subgraph ${clusterOf(box)} {`,
    `${indent}  label=${quote(box.label)}; style="rounded,dashed";`,
    ...(inner.length > 0 ? inner : [`${indent}  ${emptyNode(box)} [style=invis, label=""];`]),
    `${indent}}`,
  ]
}

function arrowLine(from: Anchor, to: Anchor): string {
  const attributes = [from.cluster && `ltail=${from.cluster}`, to.cluster && `lhead=${to.cluster}`].filter(Boolean)
  return `  ${from.node} -> ${to.node}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`
}

const clusterOf = (box: Box) => `cluster_${box.id}`
const emptyNode = (box: Box) => `${box.id}_empty`
const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
