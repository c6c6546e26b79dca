import { apartOrchestrator } from './apart/flavor.fixture.ts'
import { createApartStack } from './apart/stack.fixture.ts'
import { describeOrchestrator } from './index.ts'

// Nothing of a run is in the test's process here: every driver, too, is in another one.
const { capabilities } = apartOrchestrator
describeOrchestrator({ name: 'apart', create: createApartStack, capabilities, wide: 8, largeBytes: 9 * 1024 * 1024 })
