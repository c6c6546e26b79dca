/** A driver in a process of its own, for tests that end it: `PROJECT ENVELOPE`, the latter as JSON. */
import type { Envelope } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { localOrchestrator } from './flavor.ts'

const [projectRoot, text] = process.argv.slice(2) as [string, string]
const envelope = JSON.parse(text) as Envelope
const place = { path: '.regauge/store' }
const store = await localArtifactStore.create({ config: { ...place, durable: false }, components: {}, projectRoot })
const orchestrator = await localOrchestrator.create({ config: { isolation: 'warm' }, components: {}, projectRoot })
const launcher = await orchestrator.openLauncher({
  run: envelope.run,
  epoch: envelope.epoch,
  pipeline: envelope.pipeline,
  projectRoot,
  code: envelope.code,
  store,
  storeSpec: { component: { flavor: 'local', config: place }, packages: [] },
  launcher: 'orchestrator',
  storeNeeds: () => ({ env: {}, secretEnv: {}, secrets: [] }),
  secrets: { resolve: async () => '' },
})
const resources = { cpu: 1, gpu: 0 }
await launcher.start({ id: envelope.path, launcher: 'orchestrator', resources, envelopes: [envelope] })
