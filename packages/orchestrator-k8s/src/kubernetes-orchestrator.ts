import type {
  DriverPlace,
  Launcher,
  LauncherContext,
  Orchestrator,
  Probe,
  ProbeContext,
  SchedulePlace,
  StepOperator,
  SweepOptions,
} from '@regauge/core'
import { ApiClient } from './api/api-client.ts'
import { openConnection } from './api/open-connection.ts'
import type { KubernetesConfig, KubernetesOrchestratorConfig } from './config.ts'
import { createDriverPlace } from './driver-place.ts'
import { openKubernetesLauncher } from './launcher/open-kubernetes-launcher.ts'
import { sweepRuns } from './objects/sweep-runs.ts'
import { kubernetesProbes } from './probes/kubernetes-probes.ts'
import { namespaceOf } from './namespace-of.ts'
import { POD_VARIABLES } from './runner-layout.ts'
import { createSchedulePlace } from './schedule/schedule-place.ts'

/** Opens a client for the cluster that a config means. Nothing is asked yet. */
export type OpenClient = () => Promise<ApiClient>

/** A function that opens clients for a config. */
function clientsFor({
  kubeconfig,
  context,
  qps,
  burst,
}: Pick<KubernetesConfig, 'kubeconfig' | 'context' | 'qps' | 'burst'>): OpenClient {
  return async () => new ApiClient(await openConnection({ kubeconfig, context }), { qps, burst })
}

/**
 * The same for an orchestrator, whose drivers are already in the cluster that kubeconfigs of other machines lead to. Those
 * of schedules are there whatever the config says of `driver`.
 */
function orchestratorClients(config: KubernetesOrchestratorConfig): OpenClient {
  const isThere = process.env[POD_VARIABLES.namespace] !== undefined
  return clientsFor(isThere ? { ...config, kubeconfig: undefined, context: undefined } : config)
}

/** Takes away what runs have left where a config leads to. */
async function* sweepOf(
  openClient: OpenClient,
  config: KubernetesConfig,
  options: SweepOptions,
): AsyncGenerator<string, void, undefined> {
  await using client = await openClient()
  yield* sweepRuns(client, { ...options, namespace: namespaceOf(config, client) })
}

/** The orchestrator that runs attempts, and drivers as well unless it is told otherwise, in pods of a cluster. */
export class KubernetesOrchestrator implements Orchestrator {
  readonly mode = 'driven'
  readonly capacity = {}
  readonly driverPlace?: DriverPlace
  readonly schedules: SchedulePlace
  readonly #config: KubernetesOrchestratorConfig
  readonly #openClient: OpenClient

  constructor(config: KubernetesOrchestratorConfig) {
    this.#config = config
    this.#openClient = orchestratorClients(config)
    if (config.driver === 'cluster') this.driverPlace = createDriverPlace(config, this.#openClient)
    this.schedules = createSchedulePlace(config, this.#openClient)
  }

  openLauncher(context: LauncherContext): Promise<Launcher> {
    return openKubernetesLauncher(context, { config: this.#config, openClient: this.#openClient })
  }

  probes(context: ProbeContext): readonly Probe[] {
    const driver = this.driverPlace && this.#config
    return kubernetesProbes({ config: this.#config, driver, openClient: this.#openClient, context })
  }

  sweep(options: SweepOptions): AsyncIterable<string> {
    return sweepOf(this.#openClient, this.#config, options)
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

  probes(context: ProbeContext): readonly Probe[] {
    return kubernetesProbes({ config: this.#config, openClient: clientsFor(this.#config), context })
  }

  sweep(options: SweepOptions): AsyncIterable<string> {
    return sweepOf(clientsFor(this.#config), this.#config, options)
  }

  /** Its launchers are disposed of by whoever opened them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
