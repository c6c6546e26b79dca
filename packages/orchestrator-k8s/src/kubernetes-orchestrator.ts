import type { DriverPlace, Launcher, LauncherContext, Orchestrator, SchedulePlace, StepOperator } from '@regauge/core'
import { ApiClient } from './api/api-client.ts'
import { openConnection } from './api/open-connection.ts'
import type { KubernetesConfig, KubernetesOrchestratorConfig } from './config.ts'
import { createDriverPlace } from './driver-place.ts'
import { openKubernetesLauncher } from './launcher/open-kubernetes-launcher.ts'
import { createSchedulePlace } from './schedule/schedule-place.ts'

/** Opens a client for the cluster that a config means. Nothing is asked yet. */
export type OpenClient = () => Promise<ApiClient>

/** A function that opens clients for a config. */
function clientsFor({ kubeconfig, context, qps, burst }: KubernetesConfig): OpenClient {
  return async () => new ApiClient(await openConnection({ kubeconfig, context }), { qps, burst })
}

/** The orchestrator that runs attempts, and drivers as well unless it is told otherwise, in pods of a cluster. */
export class KubernetesOrchestrator implements Orchestrator {
  readonly mode = 'driven'
  readonly capacity = {}
  readonly driverPlace?: DriverPlace
  readonly schedules: SchedulePlace
  readonly #config: KubernetesOrchestratorConfig

  constructor(config: KubernetesOrchestratorConfig) {
    this.#config = config
    this.schedules = createSchedulePlace(config, clientsFor(config))
    if (config.driver === 'cluster') this.driverPlace = createDriverPlace(config, clientsFor(config))
  }

  openLauncher(context: LauncherContext): Promise<Launcher> {
    return openKubernetesLauncher(context, { config: this.#config, openClient: clientsFor(this.#config) })
  }

  /** Its launchers are disposed of by whoever opened them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Runs single steps of a run in pods of a cluster, wherever the others run. */
export class KubernetesStepOperator implements StepOperator {
  readonly capacity = {}
  readonly #config: KubernetesConfig

  constructor(config: KubernetesConfig) {
    this.#config = config
  }

  openLauncher(context: LauncherContext): Promise<Launcher> {
    return openKubernetesLauncher(context, { config: this.#config, openClient: clientsFor(this.#config) })
  }

  /** Its launchers are disposed of by whoever opened them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
