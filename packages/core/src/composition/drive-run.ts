import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { patientStore } from '../artifacts/patient-store.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import type { Launcher } from '../contracts/launcher.ts'
import type { LauncherContext, SecretSource } from '../contracts/orchestrator.ts'
import type { AdoptedBundle } from '../driver/core/types.ts'
import { drive, type Drive, type DriveResult } from '../driver/drive.ts'
import { recover, type Recovery } from '../driver/recovery/recover.ts'
import { keys } from '../records/keys.ts'
import type { DriverRecord, RunRecord, StatusRecord } from '../records/run-record.ts'
import { RunLog } from '../runtime/run-log.ts'
import { makeWorkRoot } from '../runtime/work-root.ts'
import { digestOfJson } from '../util/digest.ts'
import type { Stack } from './open-stack.ts'
import { storeSpecOf } from './store-spec.ts'
import { takeEpoch, type EpochSpec } from './take-epoch.ts'

export interface DriveRunOptions {
  /** The stack of the epoch, open. */
  readonly stack: Stack
  readonly projectRoot: string
  readonly secrets: SecretSource
  readonly record: RunRecord
  readonly epoch: EpochSpec
  /** The name of this process's place, where that starts another driver if this one is lost. */
  readonly place?: string | undefined
  /** Told of the epoch, once it is taken and before any attempt starts. */
  readonly onTaken?: ((driver: DriverRecord) => void) | undefined
  /** Told whenever something has changed, at most ten times a second. */
  readonly onStatus?: ((status: StatusRecord) => void) | undefined
  /** Aborted: cancels the run and waits until each attempt has ended; from the start: none begins. */
  readonly cancel?: AbortSignal | undefined
  /** Aborted: leaves the run as it is, for a driver elsewhere or later. */
  readonly leave?: AbortSignal | undefined
}

/**
 * Takes an epoch of a run in this process and drives the run to its end, from where earlier epochs have left it. Nothing
 * of it is left running when this returns or throws. Throws `RUN_DRIVEN_ELSEWHERE` where somebody else has the epoch.
 */
export async function driveRun(options: DriveRunOptions): Promise<DriveResult> {
  const { stack, record } = options
  let fenced = false
  const store = silenceable(patientStore(stack.store), () => fenced)
  const driver = await takeEpoch(store, options.epoch, { place: options.place })
  options.onTaken?.(driver)
  const workDir = await makeWorkRoot(join(options.projectRoot, '.regauge', 'tmp'), 'drive')
  const launchers = new Map<string, Launcher>()
  try {
    for (const name of Object.keys(driver.plan.launchers)) {
      launchers.set(name, await openLauncher(name, driver, { ...options, store }))
    }
    const recovery = driver.cause === 'resume' ? await recoverRun(driver, launchers, store) : undefined
    const cancel = options.cancel?.aborted || (await store.stat(keys.cancel(driver.run, driver.epoch))) !== undefined
    const log = new RunLog(store, { run: driver.run, epoch: driver.epoch, redact: (line) => line, now: Date.now })
    let logged = Promise.resolve()
    const driving = drive({
      record,
      driver,
      isCancelled: cancel,
      planDigest: digestOfJson(driver.plan),
      store,
      launchers,
      seed: seedOf(driver),
      workDir,
      ...(recovery && { recovery }),
      ...(options.onStatus && { onStatus: options.onStatus }),
      onWarning: ({ message }) => void (logged = log.warn(message)),
    })
    const result = await untilEnd(driving, options)
    fenced = result.kind === 'fenced'
    await logged
    return result
  } finally {
    for (const launcher of launchers.values()) await launcher[Symbol.asyncDispose]()
    await rm(workDir, { recursive: true, force: true })
  }
}

/** A store that takes nothing more once the run is somebody else's, whatever still comes from workers that are ending. */
function silenceable(store: ArtifactStore, isSilent: () => boolean): ArtifactStore {
  return delegateStore(store, {
    put: async (...call) => (isSilent() ? { written: true } : store.put(...call)),
  })
}

/** What is alive is asked for before the records are read: whatever ends in between has left its outcome by then. */
async function recoverRun(
  driver: DriverRecord,
  launchers: ReadonlyMap<string, Launcher>,
  store: ArtifactStore,
): Promise<Recovery> {
  const alive: AdoptedBundle[] = []
  for (const [launcher, opened] of launchers) {
    for (const bundle of await opened.adopt()) alive.push({ ...bundle, launcher })
  }
  // A run that is cancelled meanwhile has to be known all the same, so that it can be ended.
  return recover(store, driver, { alive, signal: AbortSignal.any([]) })
}

async function openLauncher(
  name: string,
  driver: DriverRecord,
  options: DriveRunOptions & { readonly store: ArtifactStore },
): Promise<Launcher> {
  const { stack, store } = options
  const context: LauncherContext = {
    run: driver.run,
    launcher: name,
    epoch: driver.epoch,
    pipeline: options.record.pipeline,
    projectRoot: options.projectRoot,
    code: driver.code,
    store,
    storeSpec: storeSpecOf(stack.spec),
    storeNeeds: () => stack.needs('store'),
    secrets: options.secrets,
  }
  const place = name === 'orchestrator' ? stack.orchestrator : stack.operators[name]!
  return place.openLauncher(context)
}

async function untilEnd(driving: Drive, { cancel, leave }: DriveRunOptions): Promise<DriveResult> {
  const over = new AbortController()
  const when = (asked: AbortSignal | undefined, act: () => void) => {
    if (asked?.aborted) act()
    else asked?.addEventListener('abort', act, { signal: over.signal })
  }
  when(cancel, () => driving.cancel())
  when(leave, () => driving.leave())
  try {
    return await driving.result
  } finally {
    over.abort()
  }
}

/** Differs from run to run and from epoch to epoch, so that pauses of many runs do not beat together. */
function seedOf({ run, epoch }: DriverRecord): number {
  return Number.parseInt(digestOfJson([run, epoch]).slice(0, 8), 16)
}
