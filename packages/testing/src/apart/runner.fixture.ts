// Run in a process of its own, FOLDER: works off the bundle of that folder, whatever becomes of the launcher.
import { writeFileSync } from 'node:fs'
import { BundleSupervisor, createRedaction, makeWorkRoot, RunLog, WorkerPool } from '@regauge/core/runtime'
import { openStore } from '@regauge/core/stack'
import { KIT_SECRETS } from '../stack-under-test.ts'
import { placeOf } from './place.fixture.ts'

const LOOK_MS = 50

const place = placeOf(process.argv[2]!)
writeFileSync(place.pid, `${process.pid}`)
const { bundle, run, epoch, projectRoot, code, codeDirectory, storeSpec } = place.readOrder()
const secrets = { resolve: (name: string) => Promise.resolve(KIT_SECRETS[name]!) }
const store = await openStore(storeSpec, { projectRoot, env: process.env, secrets })
const redaction = createRedaction()
const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, now: Date.now })
const workRoot = await makeWorkRoot(process.argv[2]!, 'runner')
const setup = { projectRoot, code, codeDirectory, store: storeSpec, storeReach: store.reach }
const workers = new WorkerPool({ setup, workRoot, size: 1, runLog })
const supervisor = new BundleSupervisor(bundle, {
  store,
  secrets,
  redaction,
  workers,
  runLog,
  // The record itself is for whoever reads it in the store.
  emit: (event) => place.events.add(event.kind === 'outcome' ? { kind: event.kind, attempt: event.attempt } : event),
  closing: new AbortController().signal,
  claims: { worker: `pid ${process.pid}` },
  now: Date.now,
})
const newCancels = place.cancels.reader()
const looking = setInterval(() => {
  for (const { attempts, options } of newCancels()) supervisor.stop(attempts, options)
}, LOOK_MS)
await supervisor.work()
clearInterval(looking)
await workers[Symbol.asyncDispose]()
await store[Symbol.asyncDispose]()
