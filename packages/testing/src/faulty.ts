/** `@regauge/testing/faulty`: components on which calls go wrong as a script says. */
import type { ArtifactStore, Launcher } from '@regauge/core'
import { faultyLauncher, type LauncherCall, type LauncherFault } from './faulty/faulty-launcher.ts'
import { faultyStore, type StoreCall, type StoreFault } from './faulty/faulty-store.ts'
import type { Script } from './faulty/script.ts'

export type { LauncherCall, LauncherFault } from './faulty/faulty-launcher.ts'
export { quota, type StoreCall, type StoreFault } from './faulty/faulty-store.ts'
export { byChance, type CallFault, type FaultyCall, type Odds, type Script } from './faulty/script.ts'

/**
 * A component that does what another one does, but for the calls of which a script says something.
 *
 * @example
 * const store = faulty(createMemoryArtifactStore(), ({ method, count }) =>
 *   method === 'put' && count === 1 ? { kind: 'unanswered' } : undefined,
 * )
 * const slow = faulty(launcher, byChance(7, [{ methods: ['start'], share: 0.2, fault: { kind: 'slow', ms: 50 } }]))
 */
export function faulty(store: ArtifactStore, script: Script<StoreCall, StoreFault>): ArtifactStore
export function faulty(launcher: Launcher, script: Script<LauncherCall, LauncherFault>): Launcher
export function faulty(
  component: ArtifactStore | Launcher,
  script: Script<StoreCall, StoreFault> | Script<LauncherCall, LauncherFault>,
): ArtifactStore | Launcher {
  // The overloads pair components with their scripts.
  return 'put' in component
    ? faultyStore(component, script as Script<StoreCall, StoreFault>)
    : faultyLauncher(component, script as Script<LauncherCall, LauncherFault>)
}
