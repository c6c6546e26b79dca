import { describeLauncher, describeOrchestrator, type StackUnderTest } from './index.ts'
import { memoryOrchestrator, memoryStepOperator } from './memory.ts'

// V8 itself crashes now and then where threads are ended in the middle of something, which costs the test's own process.
const ON_DISK = { flavor: 'local', config: { path: '.regauge/store', durable: false } }
const IN_MEMORY = { flavor: 'memory', config: {} }

const createStack = (store: StackUnderTest['components']['artifact-store']) => (): Promise<StackUnderTest> => {
  return Promise.resolve({
    packages: [new URL('memory.ts', import.meta.url)],
    components: {
      orchestrator: { flavor: 'memory', config: {} },
      'artifact-store': store,
      'step-operators': { threads: { flavor: 'memory', config: {} } },
    },
  })
}

describeLauncher({
  name: 'memory',
  create: createStack(ON_DISK),
  capabilities: memoryStepOperator.capabilities,
  operator: 'threads',
  report: { flavor: 'memory', file: new URL('../conformance/step-operator.memory.json', import.meta.url) },
})

const kit = { capabilities: memoryOrchestrator.capabilities, wide: 100, largeBytes: 9 * 1024 * 1024 }
describeOrchestrator({
  ...kit,
  name: 'memory',
  create: createStack(ON_DISK),
  report: { flavor: 'memory', file: new URL('../conformance/orchestrator.memory.json', import.meta.url) },
})
describeOrchestrator({
  ...kit,
  name: 'memory, on a store in memory',
  create: createStack(IN_MEMORY),
  waivers: [
    { test: 'the same run goes on where it was', reason: 'the process that is killed takes the store with it' },
  ],
})
