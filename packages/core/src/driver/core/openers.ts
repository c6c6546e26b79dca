import { createFifo, lengthOf, shift } from './fifo.ts'
import type { Graph, MapGraph } from './graph.ts'
import { launcherOf } from './ready-queue.ts'
import { kindsOf, shortage } from './slots.ts'
import type { DriverState, MapRun, Openers, OpenerTree } from './state.ts'

/** So many values may be asked for before no further item is opened: their items hold no slot that would stop it. */
const MOST_LOOKUPS = 64
/** So many groups may wait for a launcher before no further item is opened that could need it. */
const MOST_WAITING = 256

/** No map has items to open. */
export function createOpeners(graph: Graph): Openers {
  const trees = new Map<number, MapGraph[]>()
  for (const node of graph.nodes) {
    if (node.kind === 'map') trees.set(node.tree, [node, ...(trees.get(node.tree) ?? [])])
  }
  const openerTrees = [...trees].map(([tree, nodes]): [number, OpenerTree] => [
    tree,
    { rings: nodes.map((node) => ({ node, maps: createFifo() })), offered: 0 },
  ])
  return { byTree: new Map(openerTrees), active: createFifo() }
}

/** Whether the map has an item that its concurrency lets it open. */
export function mayOpen(map: MapRun): boolean {
  const { items, opened, underWay, node, status } = map
  return status === 'open' && opened < items.count && underWay < (node.plan.concurrency ?? Infinity)
}

/** Lets a map take its turn in opening items, where it may. */
export function offer({ openers }: DriverState, map: MapRun): void {
  if (map.offered || !mayOpen(map)) return
  const tree = openers.byTree.get(map.node.tree)!
  tree.rings.find(({ node }) => node === map.node)!.maps.items.push(map)
  map.offered = true
  tree.offered += 1
  if (tree.offered === 1) openers.active.items.push(tree)
}

/** The map whose turn it is to open an item for which there is room; it must be offered again for the next one. */
export function nextOpener(state: DriverState): MapRun | undefined {
  const { active } = state.openers
  for (let tries = lengthOf(active); tries > 0; tries -= 1) {
    const tree = shift(active)!
    const map = nextOf(state, tree)
    if (tree.offered > 0) active.items.push(tree)
    if (map) return map
  }
  return undefined
}

/** Whether items may be opened beyond what there are slots for: to fill a bundle, or to find what an item needs. */
export function hasLeeway(state: DriverState, node: MapGraph): boolean {
  if (state.lookups.size >= MOST_LOOKUPS) return false
  return node.entries.every(({ plan }) => launcherOf(state, plan.launcher).waiting < MOST_WAITING)
}

function nextOf(state: DriverState, tree: OpenerTree): MapRun | undefined {
  for (const { node, maps } of tree.rings) {
    if (lengthOf(maps) === 0 || !hasRoom(state, node)) continue
    for (let map = shift(maps); map; map = shift(maps)) {
      map.offered = false
      tree.offered -= 1
      if (mayOpen(map)) return map
    }
  }
  return undefined
}

function hasRoom(state: DriverState, node: MapGraph): boolean {
  if (!hasLeeway(state, node)) return false
  if (node.entries.length === 0) return true
  return node.entries.some(({ plan, need }) => {
    const { slots, short } = launcherOf(state, plan.launcher)
    return (kindsOf(need) & short) === 0 && shortage(slots, need) === 0
  })
}
