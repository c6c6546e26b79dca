import { kubernetesOrchestrator } from '@regauge/orchestrator-k8s'
import { describeLauncher } from '@regauge/testing'
import { createClusterStack } from './stack.fixture.ts'

describeLauncher({
  name: 'kubernetes',
  // The launcher under test is in the test's own process, which no pod reaches: outcomes are found without hints.
  create: () => createClusterStack({ driver: 'client' }),
  capabilities: kubernetesOrchestrator.capabilities,
  report: {
    flavor: 'kubernetes',
    file: new URL('../../packages/orchestrator-k8s/conformance/orchestrator.kubernetes.launcher.json', import.meta.url),
  },
  many: 20,
  patienceMs: 60_000,
})
