/** `@regauge/orchestrator-k8s`: pipelines on Kubernetes. */
export { kubernetesOrchestrator, kubernetesStepOperator } from './flavors.ts'
