import { join } from 'node:path'
import { patientStore } from '../artifacts/patient-store.ts'
import { fetchCode } from '../code/store-code.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import type { StopRecord } from '../records/outcome-record.ts'
import { readRecord } from '../records/record-store.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { openStore } from '../registry/open-store.ts'
import { type BundleEnd, BundleSupervisor } from '../runtime/bundle-supervisor.ts'
import type { Echo } from '../runtime/echo.ts'
import { createHintSender } from '../runtime/hints/send-hints.ts'
import { memoryUse } from '../runtime/memory-use.ts'
import { oomKills } from '../runtime/oom-kills.ts'
import { untilOrphaned } from '../runtime/orphan-watch.ts'
import { createRedaction } from '../runtime/redact.ts'
import { RunLog } from '../runtime/run-log.ts'
import { makeWorkRoot } from '../runtime/work-root.ts'
import { WorkerPool } from '../runtime/worker-pool.ts'
import type { BundleSpec, Envelope } from '../spec/envelope.ts'
import { type Assignment, referencesFrom } from './assignment.ts'
import { readBundle } from './bundle-table.ts'

/** The place of a runner. */
export interface RunnerPlace {
  /** Its name, which no other place has. */
  readonly worker: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute; the working directory of steps, from which packages outside of the bundle are looked for. */
  readonly projectRoot: string
  /** An existing directory that takes the code package and work directories. */
  readonly workDir: string
  /** What the place's own log shows of what steps write; it is stored all the same. */
  readonly echo: Echo
  /** Aborted: the place is being taken away. */
  readonly leaving: AbortSignal
}

/** A request to stop is looked for before the step is told anything; a store that is slow to answer is not waited for. */
const STOP_LOOK_MS = 2_000
/** What this process and the rest of a worker need beside the worker's heap, at most half of what there is. */
const BESIDE_HEAP = 192 * 2 ** 20

/**
 * Works off the bundle of an assignment in this place: fetches its code, claims each attempt, supervises a worker, and
 * leaves outcomes and logs. Resolves when nothing of it is left running. Throws what keeps it from beginning or from
 * going on.
 */
export async function runAssignment(assignment: Assignment, place: RunnerPlace): Promise<BundleEnd> {
  const { projectRoot, workDir, echo, leaving } = place
  const env = referencesFrom(place.env)
  const secrets = openSecrets({ root: projectRoot }, { env })
  await using backend = await openStore(assignment.store, { projectRoot, env, secrets })
  const store = patientStore(backend, { ms: assignment.storePatienceMs })
  const bundle = await bundleOf(assignment, store)
  const { run, epoch, code } = bundle.envelopes[0]!
  const codeDirectory = await fetchCode(store, code, { cacheDir: join(workDir, 'code') })
  const redaction = createRedaction()
  const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, echo, now: Date.now })
  const over = new AbortController()
  await using hints = assignment.hints && createHintSender(assignment.hints)
  await using workers = new WorkerPool({
    setup: {
      projectRoot,
      code,
      codeDirectory,
      store: assignment.store,
      storeReach: store.reach,
      storePatienceMs: assignment.storePatienceMs,
    },
    workRoot: await makeWorkRoot(workDir, 'runner'),
    size: 1,
    runLog,
  })
  const supervisor = new BundleSupervisor(withinLimits(bundle), {
    store,
    secrets,
    redaction,
    workers,
    runLog,
    emit: (event) => hints?.send(event),
    echo,
    closing: over.signal,
    claims: { worker: place.worker },
    oomKills,
    memoryUse,
    now: Date.now,
  })
  const leave = () => void interrupt(supervisor, store)
  if (leaving.aborted) leave()
  else leaving.addEventListener('abort', leave, { signal: over.signal })
  const { orphanTimeoutMs: timeoutMs } = assignment
  void untilOrphaned({ store, run, timeoutMs, signal: over.signal }).then(leave)
  try {
    const end = await supervisor.work()
    if (typeof end === 'object') throw end.thrown
    return end
  } finally {
    over.abort()
  }
}

async function bundleOf({ bundle }: Assignment, store: ArtifactStore): Promise<BundleSpec> {
  return 'envelopes' in bundle ? bundle : readBundle(store, bundle)
}

/** The memory of a place is for everything in it, of which a worker's heap can only be a part. */
function withinLimits(bundle: BundleSpec): BundleSpec {
  const { memory } = bundle.resources
  if (memory === undefined) return bundle
  return { ...bundle, resources: { ...bundle.resources, memory: Math.max(memory / 2, memory - BESIDE_HEAP) } }
}

/** Ends what is running: for the reason that somebody has left in the store, else because the place goes. */
async function interrupt(supervisor: BundleSupervisor, store: ArtifactStore): Promise<void> {
  const [held] = supervisor.held
  const request = held && (await stopRequest(store, held))
  supervisor.interrupt({
    reason: request?.reason ?? 'interrupted',
    graceMs: request?.graceMs ?? held?.graceMs ?? 0,
  })
}

async function stopRequest(store: ArtifactStore, { run, path, attempt }: Envelope): Promise<StopRecord | undefined> {
  const signal = AbortSignal.timeout(STOP_LOOK_MS)
  const key = keys.stop(run, path, attempt)
  return readRecord<StopRecord>(store, key, 'regauge.stop', { signal }).catch(() => undefined)
}
