import { describeLauncher } from '@regauge/testing'
import { localOrchestrator } from './index.ts'
import { createStack } from './stack.fixture.ts'

describeLauncher({
  name: 'local',
  create: createStack,
  capabilities: localOrchestrator.capabilities,
  report: { flavor: 'local', file: new URL('../conformance/orchestrator.local.launcher.json', import.meta.url) },
})
