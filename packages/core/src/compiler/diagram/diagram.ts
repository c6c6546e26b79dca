/** A plan as shapes, boxes around them and arrows between them: what the languages of diagrams have in common. */
export interface Diagram {
  readonly name: string
  readonly root: BoxContent
  readonly arrows: readonly Arrow[]
}

export interface BoxContent {
  readonly shapes: readonly Shape[]
  readonly boxes: readonly Box[]
}

/** The body of a map, an arm of a when, or the hooks of the pipeline. Never empty. */
export interface Box extends BoxContent {
  readonly id: string
  readonly title: string
}

export interface Shape {
  /** Static path of the node. A map is the shape of its list, inside of its own box. */
  readonly id: string
  readonly kind: 'step' | 'map' | 'when' | 'hook'
  readonly lines: readonly string[]
}

export interface Arrow {
  readonly from: string
  readonly to: string
  readonly kind: 'output' | 'arm' | 'after' | 'hook'
  readonly label: string
}
