/** `@regauge/orchestrator-k8s`: runs on Kubernetes. */
export type { KubernetesConfig, KubernetesOrchestratorConfig } from './config.ts'
