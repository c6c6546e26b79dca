import { RegaugeError, suggest } from '@regauge/core/errors'
import { allNodes } from '@regauge/core/compiler'
import type { Plan } from '@regauge/core/compiler'
import { staticPath } from '@regauge/core/records'

/**
 * Which dynamic paths a person means by a path: the step run itself, all items of a step (`sweep.fit`), or everything
 * inside of a map, an item or an arm (`sweep`, `sweep[3]`).
 */
export function selects(wanted: string): (path: string) => boolean {
  const inside = (path: string) => path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`)
  return (path) => path === wanted || inside(path) || staticPath(path) === wanted || inside(staticPath(path))
}

/** Throws `STEP_UNKNOWN`, with the closest path, where the plan has no node that the path could mean. */
export function assertKnownPath(wanted: string, plan: Plan): void {
  const known = planPaths(plan)
  const bare = staticPath(wanted)
  if (known.some((path) => path === bare || path.startsWith(`${bare}.`))) return
  throw new RegaugeError('STEP_UNKNOWN', {
    message: `The run has no step "${wanted}".`,
    hint: suggest(bare, known),
    details: { path: wanted },
  })
}

/** The static paths of a plan's nodes and hooks, in the order of the pipeline. */
export function planPaths({ nodes, hooks }: Pick<Plan, 'nodes' | 'hooks'>): readonly string[] {
  return [...allNodes([...nodes, ...hooks])].flatMap((node) =>
    [node.path].concat(node.kind === 'step' ? node.hooks.map((hook) => hook.path) : []),
  )
}
