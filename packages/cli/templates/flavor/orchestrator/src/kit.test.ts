import { describeLauncher, describeOrchestrator, type StackUnderTest } from '@regauge/testing'
import { orchestrator } from './index.ts'

const kit = {
  name: '{{name}}',
  capabilities: orchestrator.capabilities,
  create: async (): Promise<StackUnderTest> => ({
    // A package's name, or the module that exports the flavor.
    packages: [new URL('index.ts', import.meta.url)],
    components: {
      orchestrator: { flavor: '{{name}}', config: {} },
      'artifact-store': { flavor: 'local', config: { path: 'store', durable: false } },
    },
  }),
}

describeLauncher({
  ...kit,
  report: { flavor: '{{name}}', file: new URL('../conformance/launcher.json', import.meta.url) },
})
describeOrchestrator({
  ...kit,
  // A process an attempt takes its time; 1,000 step runs at once is what warm ones are asked for.
  wide: 20,
  report: { flavor: '{{name}}', file: new URL('../conformance/orchestrator.json', import.meta.url) },
})
