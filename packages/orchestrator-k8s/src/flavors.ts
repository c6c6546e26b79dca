import { defineFlavor } from '@regauge/core'
import { orchestratorConfig, stepOperatorConfig } from './config.ts'

const capabilities = { image: 'container', remote: true, adoptable: true } as const

/** Runs steps in pods of a cluster, driven from a Job in the same cluster or from the submitting machine. */
export const kubernetesOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'kubernetes',
  summary: 'Runs each step in a pod of a Kubernetes cluster, driven from inside of it.',
  config: orchestratorConfig,
  capabilities: { mode: 'driven', ...capabilities, schedules: true },
  async create({ config }) {
    const { KubernetesOrchestrator } = await import('./kubernetes-orchestrator.ts')
    return new KubernetesOrchestrator(config)
  },
})

/** Runs the steps that ask for it in pods of a cluster. */
export const kubernetesStepOperator = defineFlavor({
  kind: 'step-operator',
  name: 'kubernetes',
  summary: 'Runs single steps in pods of a Kubernetes cluster.',
  config: stepOperatorConfig,
  capabilities,
  async create({ config }) {
    const { KubernetesStepOperator } = await import('./kubernetes-orchestrator.ts')
    return new KubernetesStepOperator(config)
  },
})
