import type { ConditionSpec, NodePlan, Plan, ScopePlan, SourceSpec } from '@regauge/core/compiler'

/** A plan as something that can be drawn: boxes, some of them around others, and arrows. */
export interface PlanGraph {
  readonly name: string
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

/** One box. Its id is made of letters and digits, the same each time for the same plan. */
export interface Box {
  readonly id: string
  readonly kind: 'step' | 'map' | 'when' | 'arm'
  readonly label: string
  readonly inside: readonly Box[]
}

/** From the box that has to end first to the one that waits for it. */
export interface Arrow {
  readonly from: string
  readonly to: string
}

/** The graph of a plan. Hooks stand beside the nodes, without arrows. */
export function planGraph(plan: Plan): PlanGraph {
  const ids = new Map<string, string>()
  const idOf = (path: string) => {
    const id = ids.get(path) ?? `n${ids.size}`
    ids.set(path, id)
    return id
  }
  const arrows: Arrow[] = []
  const scope = ({ nodes }: Pick<ScopePlan, 'nodes'>): readonly Box[] => nodes.map(box)
  const box = (node: NodePlan): Box => {
    for (const need of node.needs) arrows.push({ from: idOf(need), to: idOf(node.path) })
    return { id: idOf(node.path), kind: node.kind, label: labelOf(node), inside: insideOf(node) }
  }
  const insideOf = (node: NodePlan): readonly Box[] => {
    if (node.kind === 'step') return []
    if (node.kind === 'map') return scope(node.body)
    const arm = (name: 'then' | 'else', body: ScopePlan): Box => ({
      id: idOf(`${node.path}.${name}`),
      kind: 'arm',
      label: name,
      inside: scope(body),
    })
    return [arm('then', node.then), ...(node.else ? [arm('else', node.else)] : [])]
  }
  const hooks = plan.hooks.map((hook): Box => ({ id: idOf(hook.path), kind: 'step', label: labelOf(hook), inside: [] }))
  return { name: plan.pipeline, boxes: [...scope(plan), ...hooks], arrows }
}

function labelOf(node: NodePlan): string {
  const name = node.path.split('.').at(-1)!
  switch (node.kind) {
    case 'step': {
      const role = node.role ? `${node.role}: ` : ''
      const launcher = node.launcher === 'orchestrator' ? '' : ` on ${node.launcher}`
      return `${role}${name}${launcher}`
    }
    case 'map':
      return `${name}: for each of ${sourceText(node.over)}`
    case 'when':
      return `${name}: when ${conditionText(node.condition)}`
  }
}

const SIGNS = { eq: '=', ne: '≠', lt: '<', lte: '≤', gt: '>', gte: '≥' } as const

/** A condition as people write it, e.g. `pick.accuracy ≥ minAccuracy`. */
export function conditionText(condition: ConditionSpec): string {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.map((each) => `(${conditionText(each)})`).join(` ${condition.op} `)
    case 'not':
      return `not (${conditionText(condition.of)})`
    case 'isSet':
      return `${sourceText(condition.source)} is set`
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return `${sourceText(condition.left)} ${SIGNS[condition.op]} ${sourceText(condition.right)}`
  }
}

function sourceText(source: SourceSpec): string {
  switch (source.from) {
    case 'value':
      return JSON.stringify(source.value)
    case 'param':
      return source.name
    case 'output':
      return `${source.node}.${source.output}`
    case 'item':
      return `item of ${source.map}`
    case 'index':
      return `index of ${source.map}`
  }
}
