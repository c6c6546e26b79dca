import type { Arrow, BoxContent, Diagram, Shape } from './diagram.ts'

const SHAPES: Readonly<Record<Shape['kind'], string>> = {
  step: 'shape=box',
  map: 'shape=hexagon',
  when: 'shape=diamond',
  hook: 'shape=box, style=rounded',
}

const ARROWS: Readonly<Record<Arrow['kind'], string>> = {
  output: 'style=solid',
  arm: 'style=bold',
  after: 'style=dashed',
  hook: 'style=dotted',
}

/** A diagram in the DOT language of Graphviz. */
export function toDot(diagram: Diagram): string {
  const arrows = diagram.arrows.map(
    ({ from, to, kind, label }) => `  ${quote([from])} -> ${quote([to])} [${ARROWS[kind]}, label=${quote([label])}]`,
  )
  return [`digraph ${quote([diagram.name])} {`, ...contentLines(diagram.root, '  '), ...arrows, '}', ''].join('\n')
}

function* contentLines(content: BoxContent, indent: string): Generator<string> {
  for (const { id, kind, lines } of content.shapes) {
    yield `${indent}${quote([id])} [${SHAPES[kind]}, label=${quote(lines)}]`
  }
  for (const box of content.boxes) {
    // Graphviz draws a box around those subgraphs whose names begin with "cluster".
    yield `${indent}subgraph ${quote([`cluster ${box.id}`])} {`
    yield `${indent}  label=${quote([box.title])}`
    yield* contentLines(box, `${indent}  `)
    yield `${indent}}`
  }
}

/** A quoted string of one or more lines, with the escapes that Graphviz knows in labels. */
function quote(lines: readonly string[]): string {
  return `"${lines.map(escape).join(String.raw`\n`)}"`
}

function escape(text: string): string {
  const line = text.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ')
  return line.replaceAll(/["\\]/g, String.raw`\$&`)
}
