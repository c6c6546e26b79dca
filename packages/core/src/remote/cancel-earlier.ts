import { driveRun } from '../composition/drive-run.ts'
import { openStack } from '../composition/open-stack.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { ScheduleName } from '../contracts/schedule-place.ts'
import { bytesSource } from '../contracts/source.ts'
import type { SecretSource } from '../contracts/orchestrator.ts'
import { messageOf } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { readObject } from '../records/read-object.ts'
import { readRun } from '../records/run-view.ts'
import { toText } from '../util/bytes.ts'

/** Which schedule, and what the stack of its earlier run is opened with. */
export interface CancelEarlierOptions {
  readonly of: ScheduleName
  readonly projectRoot: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: SecretSource
}

/**
 * Ends the run of a schedule that was made before this one, if it is still under way: its driver's place is gone,
 * or about to be, so that its epoch is taken over and cancelled. What keeps it from ending does not keep this run from
 * beginning. Idempotent.
 */
export async function cancelEarlier(store: ArtifactStore, run: string, options: CancelEarlierOptions): Promise<void> {
  const key = keys.latestOf(options.of)
  const latest = await readObject(store, key)
  const earlier = latest && toText(latest)
  if (earlier === run) return
  try {
    if (earlier !== undefined) await cancel(store, earlier, options)
  } catch (thrown) {
    process.stderr.write(
      `The run "${earlier}", which this one replaces, could not be cancelled: ${messageOf(thrown)}\n`,
    )
  }
  await store.put(key, bytesSource(Buffer.from(run)))
}

async function cancel(store: ArtifactStore, run: string, options: CancelEarlierOptions): Promise<void> {
  const view = await readRun(store, run)
  if (!view?.driver || view.end) return
  const { projectRoot, env, secrets } = options
  const { code, plan, stack: spec, discards, epoch } = view.driver
  await using stack = await openStack({ spec }, { project: { root: projectRoot }, secrets, env })
  await driveRun({
    stack,
    projectRoot,
    secrets,
    record: view.record,
    epoch: { run, epoch: epoch + 1, cause: 'resume', code, plan, stack: spec, discards },
    cancel: AbortSignal.abort(),
  })
}
