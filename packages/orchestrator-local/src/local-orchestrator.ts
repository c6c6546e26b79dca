import type { Launcher, LauncherCapacity, LauncherContext, Orchestrator } from '@regauge/core'
import type { LocalOrchestratorConfig } from './config.ts'
import { machineCapacity } from './machine-capacity.ts'
import { openLocalLauncher } from './open-local-launcher.ts'

/** The orchestrator that runs attempts on this machine. */
export class LocalOrchestrator implements Orchestrator {
  readonly mode = 'driven'
  readonly capacity: Required<LauncherCapacity>
  readonly #config: LocalOrchestratorConfig

  constructor(config: LocalOrchestratorConfig) {
    this.#config = config
    this.capacity = machineCapacity(config)
  }

  openLauncher(context: LauncherContext): Promise<Launcher> {
    return openLocalLauncher(context, { capacity: this.capacity, fresh: this.#config.isolation === 'fresh' })
  }

  /** Its launchers are disposed of by whoever opened them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
