import { kubernetesOrchestrator } from '@regauge/orchestrator-k8s'
import { describeOrchestrator } from '@regauge/testing'
import { inject } from 'vitest'
import { createClusterStack } from './stack.fixture.ts'

describeOrchestrator({
  name: 'kubernetes',
  create: () => createClusterStack(),
  capabilities: kubernetesOrchestrator.capabilities,
  report: {
    flavor: 'kubernetes',
    file: new URL(
      '../../packages/orchestrator-k8s/conformance/orchestrator.kubernetes.orchestrator.json',
      import.meta.url,
    ),
  },
  wide: 100,
  commandImage: inject('cluster').glibcImage,
  largeBytes: 16 * 1024 * 1024,
  patienceMs: 240_000,
})
