import { kubernetesStepOperator } from '@regauge/orchestrator-k8s'
import { describeLauncher, type StackUnderTest } from '@regauge/testing'
import { openClusterPlace } from './stack.fixture.ts'

/** A stack that drives its runs here, and has a step operator in the cluster. */
async function createMixedStack(): Promise<StackUnderTest> {
  const place = await openClusterPlace()
  return {
    packages: ['@regauge/orchestrator-local', '@regauge/orchestrator-k8s', '@regauge/artifact-store-s3'],
    components: {
      orchestrator: { flavor: 'local', config: {} },
      'artifact-store': place.components['artifact-store'],
      'step-operators': { pods: { flavor: 'kubernetes', config: place.config() } },
    },
    defaults: { resources: { cpu: 0.05 } },
    remove: async () => place[Symbol.asyncDispose](),
  }
}

describeLauncher({
  name: 'kubernetes',
  create: createMixedStack,
  operator: 'pods',
  capabilities: kubernetesStepOperator.capabilities,
  report: {
    flavor: 'kubernetes',
    file: new URL('../../packages/orchestrator-k8s/conformance/step-operator.kubernetes.json', import.meta.url),
  },
  many: 20,
  patienceMs: 60_000,
})
