import type { Arrow, BoxContent, Diagram, Shape } from './diagram.ts'

const SHAPES: Readonly<Record<Shape['kind'], (label: string) => string>> = {
  step: (label) => `["${label}"]`,
  map: (label) => `{{"${label}"}}`,
  when: (label) => `{"${label}"}`,
  hook: (label) => `(["${label}"])`,
}

const ARROWS: Readonly<Record<Arrow['kind'], string>> = { output: '-->', arm: '==>', after: '-.->', hook: '-.->' }

/** A diagram as a Mermaid flowchart. */
export function toMermaid(diagram: Diagram): string {
  const idOf = numbering()
  // The shapes come first, so that the numbers follow the order of the drawing.
  const shapes = [...contentLines(diagram.root, idOf, '  ')]
  const arrows = diagram.arrows.map(
    ({ from, to, kind, label }) => `  ${idOf(from)} ${ARROWS[kind]}|"${escape(label)}"| ${idOf(to)}`,
  )
  return ['flowchart TD', ...shapes, ...arrows, ''].join('\n')
}

function* contentLines(content: BoxContent, idOf: (id: string) => string, indent: string): Generator<string> {
  for (const { id, kind, lines } of content.shapes) {
    yield `${indent}${idOf(id)}${SHAPES[kind](lines.map(escape).join('<br/>'))}`
  }
  for (const box of content.boxes) {
    yield `${indent}subgraph ${idOf(`box ${box.id}`)}["${escape(box.title)}"]`
    yield* contentLines(box, idOf, `${indent}  `)
    yield `${indent}end`
  }
}

/** Numbers instead of paths, which hold dots and may be words that Mermaid reserves. */
function numbering(): (id: string) => string {
  const numbers = new Map<string, string>()
  return (id) => {
    const known = numbers.get(id) ?? `n${numbers.size}`
    numbers.set(id, known)
    return known
  }
}

/**
 * Letters, digits and a few harmless signs stay; everything else becomes an entity, which Mermaid decodes last. A text
 * between quotes must not be empty.
 */
function escape(text: string): string {
  const line = text.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ') || ' '
  return line.replaceAll(/[^\p{L}\p{M}\p{N} ._,/=+-]/gu, (sign) => `#${sign.codePointAt(0)};`)
}
