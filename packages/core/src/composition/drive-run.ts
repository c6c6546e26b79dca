import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launcher } from '../contracts/launcher.ts'
import type { LauncherContext, SecretSource } from '../contracts/orchestrator.ts'
import { drive, type Drive, type DriveResult } from '../driver/drive.ts'
import type { DriverRecord, RunRecord, StatusRecord } from '../records/run-record.ts'
import type { Plan } from '../spec/plan.ts'
import type { Digest } from '../util/digest.ts'
import { digestOfJson } from '../util/digest.ts'
import type { Stack } from './open-stack.ts'
import { takeEpoch } from './take-epoch.ts'

export interface DriveRunOptions {
  readonly stack: Stack
  readonly projectRoot: string
  readonly secrets: SecretSource
  readonly record: RunRecord
  readonly code: Digest
  readonly plan: Plan
  /** Told of the epoch, once it is taken and before any attempt starts. */
  readonly onTaken?: ((driver: DriverRecord) => void) | undefined
  /** Told whenever something has changed, at most ten times a second. */
  readonly onStatus?: ((status: StatusRecord) => void) | undefined
  /** Aborted: cancels the run and waits until each attempt has ended. */
  readonly cancel?: AbortSignal | undefined
}

/**
 * Takes the next epoch of a run in this process and drives it to its end. Nothing of it is left running when this
 * returns or throws.
 */
export async function driveRun(options: DriveRunOptions): Promise<DriveResult> {
  const { stack, record, plan } = options
  const driver = await takeEpoch(stack.store, {
    run: record.run,
    cause: 'submit',
    code: options.code,
    plan,
    stack: stack.spec,
    discards: [],
  })
  options.onTaken?.(driver)
  const workDir = await makeWorkDir(options.projectRoot, record.run)
  const launchers = new Map<string, Launcher>()
  try {
    for (const name of Object.keys(plan.launchers)) launchers.set(name, await openLauncher(name, driver, options))
    const driving = drive({
      record,
      driver,
      planDigest: digestOfJson(plan),
      store: stack.store,
      launchers,
      seed: seedOf(driver),
      workDir,
      ...(options.onStatus === undefined ? {} : { onStatus: options.onStatus }),
    })
    return await untilEnd(driving, options.cancel)
  } finally {
    for (const launcher of launchers.values()) await launcher[Symbol.asyncDispose]()
    await rm(workDir, { recursive: true, force: true })
  }
}

async function openLauncher(name: string, driver: DriverRecord, options: DriveRunOptions): Promise<Launcher> {
  const { stack } = options
  const context: LauncherContext = {
    run: driver.run,
    epoch: driver.epoch,
    pipeline: options.record.pipeline,
    projectRoot: options.projectRoot,
    code: driver.code,
    store: stack.store,
    storeSpec: { component: stack.spec.components['artifact-store'], packages: stack.spec.packages },
    secrets: options.secrets,
  }
  const place = name === 'orchestrator' ? stack.orchestrator : stack.operators[name]!
  return place.openLauncher(context)
}

async function untilEnd(driving: Drive, cancel: AbortSignal | undefined): Promise<DriveResult> {
  const ask = () => driving.cancel()
  if (cancel?.aborted) ask()
  cancel?.addEventListener('abort', ask, { once: true })
  try {
    return await driving.result
  } finally {
    cancel?.removeEventListener('abort', ask)
  }
}

async function makeWorkDir(projectRoot: string, run: string): Promise<string> {
  const parent = join(projectRoot, '.regauge', 'tmp')
  await mkdir(parent, { recursive: true })
  return mkdtemp(join(parent, `${run}-`))
}

/** Differs from run to run and from epoch to epoch, so that pauses of many runs do not beat together. */
function seedOf({ run, epoch }: DriverRecord): number {
  return Number.parseInt(digestOfJson([run, epoch]).slice(0, 8), 16)
}
