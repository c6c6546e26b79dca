import type { Launcher, LauncherCapacity, LauncherContext, Orchestrator, Probe } from '@regauge/core'
import { formatSize } from '@regauge/core/units'
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

  /** Nothing can be denied on one's own machine, so that it only tells what a run may use of it. */
  probes(): readonly Probe[] {
    const { bundles, cpu, memory } = this.capacity
    const detail = `slots: ${bundles}, cpu: ${cpu}, memory: ${formatSize(memory)}`
    return [{ name: 'capacity', look: async () => detail }]
  }

  /** Its launchers are disposed of by whoever opened them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
