import { describeOrchestrator } from '@regauge/testing'
import { localOrchestrator } from './index.ts'
import { createStack } from './stack.fixture.ts'

describeOrchestrator({
  name: 'local',
  create: createStack,
  capabilities: localOrchestrator.capabilities,
  report: { flavor: 'local', file: new URL('../conformance/orchestrator.local.orchestrator.json', import.meta.url) },
})
