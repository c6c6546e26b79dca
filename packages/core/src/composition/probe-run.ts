import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeCache } from '../code/package-code.ts'
import { storeCode } from '../code/store-code.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Launcher } from '../contracts/launcher.ts'
import type { ProbeContext, StepOperator } from '../contracts/orchestrator.ts'
import type { Failure } from '../errors/failure.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { listAll } from '../records/list-all.ts'
import { readRecord } from '../records/record-store.ts'
import { attemptId, PROTOCOL, type BundleSpec } from '../spec/envelope.ts'
import type { OutcomeRecord } from '../spec/outcome.ts'
import { gather } from '../util/gather.ts'
import { untilAborted } from '../util/until-aborted.ts'
import { probeCode, type ProbeStep } from './probe-code.ts'

const GRACE_MS = 1_000
const CLEAN_UP_MS = 5_000

/** What probes of attempts are told. */
export interface ProbeRunOptions extends ProbeContext {
  /** The launcher's name in plans: `orchestrator`, or a step operator's. */
  readonly launcher: string
  /** The image that the stack gives steps by default. */
  readonly image?: string | undefined
}

/** One attempt in a run of its own, of which nothing but this object knows. */
export interface ProbeAttempt {
  start(): Promise<void>
  /** Resolves when its code has begun. */
  started(): Promise<void>
  /** Asks it to stop. */
  cancel(): Promise<void>
  /** Waits until its place is gone. `failure` is what the launcher says of it. */
  end(): Promise<{ readonly outcome?: OutcomeRecord | undefined; readonly failure?: Failure | undefined }>
}

interface AttemptOptions extends ProbeRunOptions {
  readonly step: ProbeStep
  readonly signal: AbortSignal
}

/** Opens a launcher for a run of one attempt, and takes away what the run has left, also when the signal aborts. */
export async function inProbeRun<T>(
  place: Pick<StepOperator, 'openLauncher'>,
  options: AttemptOptions,
  look: (attempt: ProbeAttempt) => Promise<T>,
): Promise<T> {
  const { projectRoot, store, storeSpec, storeNeeds, launcher: name, secrets, signal } = options
  const run = randomUUID()
  const code = probeCode(run)
  try {
    await storeCode(store, code, { signal })
    const of = { run, launcher: name, epoch: 1, pipeline: 'doctor', code: code.digest }
    const context = { ...of, projectRoot, store, storeSpec, storeNeeds, secrets }
    await using launcher = await untilAborted(place.openLauncher(context), signal)
    try {
      return await lookAtAttempt(launcher, toBundle(run, code.digest, options), { store, signal, look })
    } finally {
      await launcher.remove?.({ signal: AbortSignal.timeout(CLEAN_UP_MS) }).catch(() => undefined)
    }
  } finally {
    const cleaning = AbortSignal.timeout(CLEAN_UP_MS)
    for (const prefix of [keys.runFolder(run), keys.code(code.digest)]) {
      // What cannot be taken away is a few hundred bytes; why it cannot is told by the probes of the store.
      await removeAll(store, prefix, cleaning).catch(() => undefined)
    }
    await rm(join(codeCache(projectRoot), code.digest), { recursive: true, force: true })
  }
}

async function lookAtAttempt<T>(
  launcher: Launcher,
  bundle: BundleSpec,
  options: { store: ArtifactStore; signal: AbortSignal; look: (attempt: ProbeAttempt) => Promise<T> },
): Promise<T> {
  const { store, signal, look } = options
  const { run, path, attempt } = bundle.envelopes[0]!
  const follower = follow(launcher, bundle, signal)
  const cancel = () => launcher.cancel([bundle.id], { reason: 'cancelled', graceMs: GRACE_MS })
  try {
    return await look({
      start: () => launcher.start(bundle, { signal }),
      started: () => follower.started,
      cancel,
      async end() {
        const { failure } = await follower.ended
        const outcome = await readRecord<OutcomeRecord>(store, keys.outcome(run, path, attempt), 'regauge.outcome')
        return { outcome, failure }
      },
    })
  } finally {
    // An attempt that outlives its driver would go on; of one that has ended, this is ignored.
    await untilAborted(cancel(), AbortSignal.timeout(CLEAN_UP_MS)).catch(() => undefined)
  }
}

/** Follows one bundle from now on. */
function follow(launcher: Launcher, bundle: BundleSpec, signal: AbortSignal) {
  const started = Promise.withResolvers<void>()
  let waitsFor: string | undefined
  const watch = async () => {
    for await (const event of launcher.watch({ signal })) {
      if (event.kind === 'started') started.resolve()
      if (event.kind === 'pending') waitsFor = event.reason
      if (event.kind === 'ended' && event.bundle === bundle.id) return event
    }
    throw new Error('The launcher tells nothing more, and has not told the end of the attempt.')
  }
  const ended = watch().catch((thrown: unknown) => {
    if (waitsFor === undefined) throw thrown
    throw new RegaugeError('PROBE_ATTEMPT_FAILED', { message: `The attempt waits: ${waitsFor}`, cause: thrown })
  })
  // An attempt that has ended before its code began is not waited for any longer. Whoever waits is told of failures.
  ended.then(() => started.resolve(), started.reject)
  started.promise.catch(() => undefined)
  return { started: started.promise, ended }
}

function toBundle(run: string, code: BundleSpec['envelopes'][0]['code'], options: AttemptOptions): BundleSpec {
  const { launcher, image, step } = options
  const envelope: BundleSpec['envelopes'][0] = {
    protocol: PROTOCOL,
    run,
    pipeline: 'doctor',
    epoch: 1,
    path: step,
    attempt: 1,
    node: step,
    step,
    items: [],
    code,
    // Nothing of the plan is looked at by an attempt.
    plan: code,
    inputs: {},
    outputs: {},
    graceMs: GRACE_MS,
    env: {},
    secrets: [],
  }
  return {
    id: attemptId(step, 1),
    launcher,
    ...(image !== undefined && { image }),
    resources: { cpu: 1, gpu: 0 },
    envelopes: [envelope],
  }
}

async function removeAll(store: ArtifactStore, prefix: string, signal: AbortSignal): Promise<void> {
  const objects = await gather(listAll(store, prefix, { signal }))
  await store.delete(
    objects.map(({ key }) => key),
    { signal },
  )
}
