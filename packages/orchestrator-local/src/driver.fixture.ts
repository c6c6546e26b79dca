/** A driver in a process of its own, for a test that kills it: `PROJECT DIGEST FILE`. */
import { localArtifactStore } from '@regauge/core/artifacts'
import { localOrchestrator } from './flavor.ts'

const [projectRoot, code, file] = process.argv.slice(2) as [string, string, string]
const place = { path: '.regauge/store' }
const store = await localArtifactStore.create({ config: { ...place, durable: false }, components: {}, projectRoot })
const orchestrator = await localOrchestrator.create({ config: { isolation: 'warm' }, components: {}, projectRoot })
const launcher = await orchestrator.openLauncher({
  run: 'killed',
  epoch: 1,
  pipeline: 'ways',
  projectRoot,
  code,
  store,
  storeSpec: { component: { flavor: 'local', config: place }, packages: [] },
  secrets: { resolve: async () => '' },
})
await launcher.start({
  id: 'leavesChildren@1',
  launcher: 'orchestrator',
  resources: { cpu: 1, gpu: 0 },
  envelopes: [
    {
      protocol: 1,
      run: 'killed',
      pipeline: 'ways',
      epoch: 1,
      path: 'leavesChildren',
      attempt: 1,
      node: 'leavesChildren',
      step: 'leavesChildren',
      items: [],
      code,
      plan: code,
      inputs: { file: { value: file } },
      outputs: {},
      graceMs: 1_000,
      env: {},
      secrets: [],
    },
  ],
})
