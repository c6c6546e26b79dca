import type { ArtifactStore, Launcher, LauncherCapacity, LauncherContext, LauncherEvent } from '@regauge/core'

/** What a broken orchestrator does otherwise than a good one, and the tests that have to catch it. */
export interface Mistake {
  readonly caughtBy: { readonly launcher?: readonly string[]; readonly orchestrator?: readonly string[] }
  readonly launcher?: (launcher: Launcher) => Partial<Launcher>
  /** Through which the launcher sees its run's store. */
  readonly store?: (store: ArtifactStore) => ArtifactStore
  /** Throws, or changes what a launcher is told of its run. */
  readonly context?: (context: LauncherContext) => LauncherContext
  /** What the compiler is told. */
  readonly capacity?: (capacity: LauncherCapacity) => LauncherCapacity
}

/** A launcher that does what another one does. */
export function delegateLauncher(launcher: Launcher): Launcher {
  return {
    capacity: launcher.capacity,
    start: (...call) => launcher.start(...call),
    watch: (...call) => launcher.watch(...call),
    adopt: (...call) => launcher.adopt(...call),
    cancel: (...call) => launcher.cancel(...call),
    [Symbol.asyncDispose]: () => launcher[Symbol.asyncDispose](),
  }
}

/** Watches a launcher, but tells others than its events. */
export function telling(
  launcher: Launcher,
  change: (event: LauncherEvent) => readonly LauncherEvent[],
): Pick<Launcher, 'watch'> {
  async function* changed(events: AsyncIterable<LauncherEvent>): AsyncGenerator<LauncherEvent> {
    for await (const event of events) yield* change(event)
  }
  return { watch: (options) => changed(launcher.watch(options)) }
}
