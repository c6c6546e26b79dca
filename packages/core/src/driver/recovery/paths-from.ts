import { allSteps, innerNodes } from '../../spec/plan-nodes.ts'
import type { NodePlan, Plan } from '../../spec/plan.ts'

/** A scope of a plan that encloses a node, and the node or container of it that leads there. */
interface Level {
  readonly nodes: readonly NodePlan[]
  readonly node: NodePlan
}

/**
 * The step runs that have to go again when one of them does: the step itself, and everything that comes after it, with
 * their hooks and those of the pipeline. `from` is the path of a step, map or when; item numbers in it name items, and a
 * map without one stands for all of its items. The paths given are of the same kind. Undefined where the plan has no such
 * node.
 */
export function pathsFrom(plan: Plan, from: string): readonly string[] | undefined {
  const wanted = from.replaceAll(/\[\d+\]/g, '')
  const levels = levelsTo(plan.nodes, wanted)
  if (!levels) return undefined
  const names = from.split('.')
  const paths = levels.flatMap(({ nodes, node }) => {
    const around = names.slice(0, node.path.split('.').length - 1)
    const after = nodesAfter(node, nodes).flatMap((each) => stepsIn(each).map((path) => withItems(path, around)))
    const own = node.path === wanted ? stepsIn(node).map((path) => withItems(path, names)) : []
    return own.concat(after)
  })
  return paths.concat(plan.hooks.map((hook) => hook.path))
}

/** From the outermost scope to that of the node at `path`. */
function levelsTo(nodes: readonly NodePlan[], path: string): readonly Level[] | undefined {
  for (const node of nodes) {
    if (node.path === path) return [{ nodes, node }]
    const inner = path.startsWith(`${node.path}.`) ? levelsTo(innerNodes(node), path) : undefined
    if (inner) return [{ nodes, node }, ...inner]
  }
  return undefined
}

/** The nodes of a scope that wait for one of them, at whatever distance. */
function nodesAfter(node: NodePlan, scope: readonly NodePlan[]): readonly NodePlan[] {
  const reached = new Set([node.path])
  for (let before = 0; before < reached.size;) {
    before = reached.size
    for (const each of scope) if (each.needs.some((need) => reached.has(need))) reached.add(each.path)
  }
  return scope.filter((each) => each !== node && reached.has(each.path))
}

function stepsIn(node: NodePlan): readonly string[] {
  return [...allSteps([node])].flatMap((step) => [step.path].concat(step.hooks.map((hook) => hook.path)))
}

/** A static path, with its first names as they are given: these may name items. */
function withItems(path: string, given: readonly string[]): string {
  return [...given, ...path.split('.').slice(given.length)].join('.')
}
