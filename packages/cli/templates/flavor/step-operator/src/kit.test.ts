import { describeLauncher } from '@regauge/testing'
import { stepOperator } from './index.ts'

describeLauncher({
  name: '{{name}}',
  capabilities: stepOperator.capabilities,
  report: { flavor: '{{name}}', file: new URL('../conformance/launcher.json', import.meta.url) },
  // The name under which steps ask for it.
  operator: 'here',
  create: async () => ({
    // A package's name, or the module that exports the flavor.
    packages: ['@regauge/orchestrator-local', new URL('index.ts', import.meta.url)],
    components: {
      orchestrator: { flavor: 'local', config: {} },
      'artifact-store': { flavor: 'local', config: { path: 'store', durable: false } },
      'step-operators': { here: { flavor: '{{name}}', config: {} } },
    },
  }),
})
