import { describeLauncher } from '../index.ts'
import { createStack } from './faulty-stack.fixture.ts'
import { faultyOrchestrator } from './faulty.fixture.ts'

describeLauncher({
  name: 'faulty, as launchers may be',
  create: createStack({ odds: 'allowed', seed: 1 }),
  capabilities: faultyOrchestrator.capabilities,
})
