import { apartOrchestrator } from './apart/flavor.fixture.ts'
import { createApartStack } from './apart/stack.fixture.ts'
import { describeLauncher } from './index.ts'

// Attempts outlive their launcher here, which those of the local orchestrator do not.
describeLauncher({ name: 'apart', create: createApartStack, capabilities: apartOrchestrator.capabilities, many: 6 })
