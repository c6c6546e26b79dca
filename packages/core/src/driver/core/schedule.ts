import { launch } from './attempts.ts'
import { openNextItem } from './map-run.ts'
import { hasLeeway, mayOpen, nextOpener } from './openers.ts'
import { nextGroup, takeGroup } from './ready-queue.ts'
import { settle } from './settle.ts'
import type { DriverState, Group, LauncherRun } from './state.ts'

/**
 * Launches all that there are slots for: first what is ready, so that items under way are finished, then one further
 * item at a time, as long as there is room for it.
 */
export function schedule(state: DriverState): void {
  for (;;) {
    for (const launcher of state.launchers.values()) launchReady(state, launcher)
    const map = state.stop ? undefined : nextOpener(state)
    if (!map) return
    openNextItem(state, map)
    settle(state)
  }
}

function launchReady(state: DriverState, launcher: LauncherRun): void {
  for (let group = nextGroup(launcher); group; group = nextGroup(launcher)) {
    fill(state, group)
    const runs = takeGroup(launcher, group)
    if (runs.length > 0) launch(state, group, runs)
  }
}

/** Opens items of the group's map until the bundle is full, where they may begin with the group's step. */
function fill(state: DriverState, group: Group): void {
  const { map, node } = group
  if (!map?.node.entries.includes(node)) return
  while (group.runs.length < node.bundle && !state.stop && mayOpen(map) && hasLeeway(state, map.node)) {
    openNextItem(state, map)
    settle(state)
  }
}
