import type { Box, PlanGraph } from './plan-graph.ts'

/** A plan's graph in the language of Mermaid. */
export function toMermaid({ name, boxes, arrows }: PlanGraph): string {
  const lines = [
    '---',
    `title: ${JSON.stringify(name)}`,
    '---',
    'flowchart TD',
    ...boxes.flatMap((box) => boxLines(box, '  ')),
    ...arrows.map(({ from, to }) => `  ${from} --> ${to}`),
  ]
  return `${lines.join('\n')}\n`
}

function boxLines({ id, kind, label, inside }: Box, indent: string): readonly string[] {
  if (kind === 'step') return [`${indent}${id}["${escape(label)}"]`]
  return [
    `${indent}subgraph ${id} ["${escape(label)}"]`,
    ...inside.flatMap((box) => boxLines(box, `${indent}  `)),
    `${indent}end`,
  ]
}

/** Characters that Mermaid would take for syntax, as its own entities. */
function escape(label: string): string {
  return label.replaceAll(/["#&<>[\]{}|`]/g, (character) => `#${character.codePointAt(0)};`)
}
