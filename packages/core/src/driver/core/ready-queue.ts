import { createFifo, lengthOf, peek, shift } from './fifo.ts'
import { kindsOf, shortage } from './slots.ts'
import type { DriverState, Group, Lane, LauncherRun, MapRun, ScopeRun, StepRun } from './state.ts'

/** Lets a step run wait for a launch, together with others of the same step and map where the map bundles them. */
export function enqueue(state: DriverState, run: StepRun): void {
  const group = groupBeingFilled(run) ?? addGroup(state, run)
  group.runs.push(run)
  group.size += 1
  run.group = group
  if (group.runs.length >= run.node.bundle) group.map?.filling.delete(run.node.index)
}

/** Takes a waiting step run out of its queue again. */
export function withdraw(run: StepRun): void {
  if (!run.group) return
  run.group.size -= 1
  run.group = undefined
}

/**
 * The group to launch next: the one that has waited longest of those that fit. A younger one may pass an older one that
 * does not fit only where it takes nothing of what the older one is short of, so that no need waits for ever.
 */
export function nextGroup(launcher: LauncherRun): Group | undefined {
  launcher.short = 0
  if (launcher.waiting === 0) return undefined
  for (const lane of lanesByAge(launcher)) {
    if (kindsOf(lane.need) & launcher.short) continue
    const short = shortage(launcher.slots, lane.need)
    if (short === 0) return peek(lane.groups)
    launcher.short |= short
  }
  return undefined
}

/** Takes a group, which must be what {@link nextGroup} gave, out of the queue; its runs leave it. */
export function takeGroup(launcher: LauncherRun, group: Group): StepRun[] {
  const lane = launcher.lanes.get(group.need.key)
  if (lane && peek(lane.groups) === group) dropFirst(launcher, lane)
  const runs = group.runs.filter((run) => run.group === group)
  for (const run of runs) withdraw(run)
  return runs
}

function lanesByAge(launcher: LauncherRun): Lane[] {
  const lanes: Lane[] = []
  for (const lane of launcher.lanes.values()) {
    // A group that everybody has left is dropped when it comes to the front.
    for (let first = peek(lane.groups); first?.size === 0; first = peek(lane.groups)) dropFirst(launcher, lane)
    if (lengthOf(lane.groups) > 0) lanes.push(lane)
  }
  return lanes.length < 2 ? lanes : lanes.sort((a, b) => peek(a.groups)!.sequence - peek(b.groups)!.sequence)
}

function dropFirst(launcher: LauncherRun, lane: Lane): void {
  const group = shift(lane.groups)
  launcher.waiting -= 1
  const filling = group?.map?.filling
  if (filling && filling.get(group.node.index) === group) filling.delete(group.node.index)
}

function groupBeingFilled(run: StepRun): Group | undefined {
  return mayShare(run) ? enclosingMap(run.scope)?.filling.get(run.node.index) : undefined
}

function addGroup(state: DriverState, run: StepRun): Group {
  const launcher = launcherOf(state, run.node.plan.launcher)
  const map = mayShare(run) ? enclosingMap(run.scope) : undefined
  const { node, need } = run
  const group: Group = { node, need, launcher, map, runs: [], size: 0, sequence: state.sequence }
  state.sequence += 1
  map?.filling.set(node.index, group)
  laneOf(launcher, run).groups.items.push(group)
  launcher.waiting += 1
  return group
}

function laneOf(launcher: LauncherRun, { need }: StepRun): Lane {
  let lane = launcher.lanes.get(need.key)
  if (!lane) {
    lane = { need, groups: createFifo() }
    launcher.lanes.set(need.key, lane)
  }
  return lane
}

/** Attempts of one bundle share its resources, so that one that needs more than the others goes alone. */
function mayShare(run: StepRun): boolean {
  return run.node.bundle > 1 && run.need === run.node.need
}

/** The map whose item the scope belongs to, directly or through arms. */
function enclosingMap(scope: ScopeRun): MapRun | undefined {
  const { owner } = scope
  return owner?.kind === 'when' ? enclosingMap(owner.scope) : owner
}

/** The launcher of that name. */
export function launcherOf(state: DriverState, name: string): LauncherRun {
  return state.launchers.get(name)!
}
