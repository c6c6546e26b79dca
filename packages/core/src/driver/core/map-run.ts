import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import { bindingOf } from './bindings.ts'
import { endRun } from './end-run.ts'
import { notAList } from './failures.ts'
import { inlineOf, listOfArtifact, listOfValue } from './item-list.ts'
import { ask } from './lookups.ts'
import { offer } from './openers.ts'
import { createScopeRun, openScope } from './scope-run.ts'
import type { DriverState, ItemList, MapRun, ScopeRun } from './state.ts'
import { tallyBegin, tallyStart } from './tally.ts'

/** Begins a map: finds out its items. Over an absent value it is skipped. */
export function beginMap(state: DriverState, run: MapRun): void {
  const over = bindingOf(run.node.over, run.scope)
  if (over === undefined) return endRun(state, run, { status: 'skipped' })
  tallyBegin(state.tallies, run)
  tallyStart(state.tallies, run, state.now)
  state.containers.add(run)
  const inline = inlineOf(over)
  if ('value' in inline) return beginItems(state, run, listOfValue(inline.value))
  const stored = listOfArtifact(over)
  if (stored) return beginItems(state, run, stored)
  ask(state, { run, operand: 0 }, inline.read)
}

/** The items are known; undefined: what the map is over is no list. */
export function beginItems(state: DriverState, run: MapRun, items: ItemList | undefined): void {
  if (!items) return endRun(state, run, { status: 'failed', failure: notAList(run.path) })
  run.items = items
  state.tallies.nodes[run.node.index]!.items.total += items.count
  const lists = run.node.body.outputs.map(({ name }) => [name, Array<InputBinding | null>(items.count).fill(null)])
  // The entries were made from names and arrays on the line before.
  run.collected = Object.fromEntries(lists) as MapRun['collected']
  if (items.count === 0) return endItems(state, run)
  // What is under way already counts for the concurrency, and holds its slots.
  for (const item of state.adoptedItems.get(run.path) ?? []) if (item < items.count) openItem(state, run, item)
  offer(state, run)
}

/** Opens the next item. The map must have one. */
export function openNextItem(state: DriverState, run: MapRun): void {
  const adopted = state.adoptedItems.get(run.path)
  while (adopted?.has(run.cursor)) run.cursor += 1
  const item = run.cursor
  run.cursor += 1
  openItem(state, run, item)
}

function openItem(state: DriverState, run: MapRun, item: number): void {
  run.opened += 1
  run.underWay += 1
  state.tallies.nodes[run.node.index]!.items.running += 1
  offer(state, run)
  const scope = createScopeRun(run.node.body, { prefix: `${run.path}[${item}].`, owner: run, item })
  openScope(state, scope)
  if (scope.open === 0) endItem(state, run, scope)
}

/** All nodes of an item have ended: what is to be collected of it is kept, the rest is dropped. */
export function endItem(state: DriverState, run: MapRun, scope: ScopeRun): void {
  const tally = state.tallies.nodes[run.node.index]!.items
  run.underWay -= 1
  run.ended += 1
  tally.running -= 1
  tally[scope.failed ? 'failed' : 'succeeded'] += 1
  for (const { name, source } of run.node.body.outputs) {
    run.collected[name]![scope.item] = bindingOf(source, scope) ?? null
  }
  if (run.ended === run.items.count) endItems(state, run)
  else offer(state, run)
}

/** The lists have been made. */
export function endCollected(state: DriverState, run: MapRun, lists: { readonly [name: string]: ArtifactRef }): void {
  const outputs = Object.fromEntries(Object.entries(lists).map(([name, artifact]) => [name, { artifact }]))
  endRun(state, run, { status: 'succeeded', outputs })
}

function endItems(state: DriverState, run: MapRun): void {
  const { collected, path, node } = run
  run.collected = {}
  if (run.failed) return endRun(state, run, { status: 'failed' })
  if (node.body.outputs.length === 0) return endRun(state, run, { status: 'succeeded', outputs: {} })
  state.collecting.set(path, run)
  state.commands.push({ kind: 'collect', path, node: node.path, items: collected })
}
