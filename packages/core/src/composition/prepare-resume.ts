import { BRIEFLY, patientStore } from '../artifacts/patient-store.ts'
import { codeCache } from '../code/package-code.ts'
import { fetchCode, storeCode } from '../code/store-code.ts'
import { compile } from '../compiler/compile.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { pathsFrom } from '../driver/recovery/paths-from.ts'
import { readAttempts, type Attempts } from '../driver/recovery/read-attempts.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { discardedThrough, formsOf, type Discard } from '../records/discards.ts'
import { staticPath } from '../records/keys.ts'
import { requestedEpoch } from '../records/requested-epoch.ts'
import type { DriverRecord, RequestRecord } from '../records/run-record.ts'
import type { RunView } from '../records/run-view.ts'
import { allNodes, allSteps } from '../spec/plan-nodes.ts'
import type { Plan } from '../spec/plan.ts'
import { digestOfJson } from '../util/digest.ts'
import { suggest } from '../util/names.ts'
import type { Stack } from './open-stack.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { EpochSpec } from './take-epoch.ts'

export interface PrepareResumeOptions {
  readonly projectRoot: string
  /** Path of a step, map or when, to run again with everything after it. Item numbers in it name items. */
  readonly from?: string | undefined
  /** New code for the run, compiled with the run's own parameters. Absent: the code of its last epoch. */
  readonly prepared?: Pick<PreparedRun, 'code' | 'plan'> | undefined
}

/**
 * What the next epoch of a run begins with: what a driver elsewhere was asked to begin it with and has not, else what the
 * last epoch had. The stack is that of the run's last epoch, open; any for a run that has none. Changes nothing but that
 * it stores new code. Throws `CODE_NOT_FOUND` or `CODE_CORRUPT` where the run's code can no longer be had, `STEP_UNKNOWN`,
 * `RUN_CODE_INCOMPATIBLE`, `RUN_NEVER_DRIVEN` for a run that no driver was asked to take and that is given no code, and
 * what the compiler finds where such a run meets another stack.
 */
export async function prepareResume(stack: Stack, view: RunView, options: PrepareResumeOptions): Promise<EpochSpec> {
  const { driver: last, record, epoch } = view
  const { run } = record
  const store = patientStore(stack.store, BRIEFLY)
  const asked = await requestedEpoch(store, view)
  const next = await codeAndPlan(stack, { store, view, asked }, options)
  const standing = (asked ?? last)?.discards ?? []
  const spec = { run, epoch: epoch + 1, cause: 'resume', ...next, stack: stack.spec } as const
  // Whoever takes the epoch reads what is left; here it is asked for only where it decides something.
  if (options.from === undefined && !options.prepared) return { ...spec, discards: standing }
  const attempts = await readAttempts(store, run)
  const discards = options.from === undefined ? standing : discardFrom(options.from, next.plan, { attempts, standing })
  if (last && options.prepared) assertCompatible(last.plan, next.plan, { attempts, discards })
  return { ...spec, discards }
}

/** A run that is to go on, as its records tell of it. */
interface Left {
  readonly store: ArtifactStore
  readonly view: RunView
  readonly asked: RequestRecord | undefined
}

async function codeAndPlan(
  stack: Stack,
  { store, view, asked }: Left,
  { prepared, projectRoot }: PrepareResumeOptions,
): Promise<Pick<EpochSpec, 'code' | 'plan'>> {
  if (prepared) {
    await storeCode(store, prepared.code)
    return { code: prepared.code.digest, plan: prepared.plan }
  }
  const wish: RequestRecord | DriverRecord | undefined = asked ?? view.driver
  const { run, spec, params } = view.record
  if (!wish) {
    throw new RegaugeError('RUN_NEVER_DRIVEN', {
      message: `No driver was ever asked to take run "${run}", so that its records name no code package.`,
      hint: 'Submit it again, or give its code with --with-code.',
      details: { run },
    })
  }
  await fetchCode(store, wish.code, { cacheDir: codeCache(projectRoot) })
  const { code, plan } = wish
  // Of a run that has begun, outputs stand that were made for its plan.
  const fits = view.driver !== undefined || plan.stack.revision === stack.revision
  return { code, plan: fits ? plan : compile(spec, params, stack.facts, { failMode: plan.failMode }) }
}

/** What has been left so far, and what of it does not stand. */
interface Standing {
  readonly attempts: ReadonlyMap<string, Attempts>
  readonly standing: readonly Discard[]
}

function discardFrom(from: string, plan: Plan, { attempts, standing }: Standing): readonly Discard[] {
  const paths = pathsFrom(plan, from)
  if (!paths) {
    throw new RegaugeError('STEP_UNKNOWN', {
      message: `The plan of the run has nothing at "${from}".`,
      hint: suggest(
        staticPath(from),
        [...allNodes(plan.nodes)].map(({ path }) => path),
      ),
      details: { from },
    })
  }
  const throughOf = new Map(standing.map(({ path, through }) => [path, through]))
  const wanted = new Set(paths)
  for (const { path, highest } of attempts.values()) {
    for (const form of formsOf(path)) {
      if (wanted.has(form)) throughOf.set(form, Math.max(highest, throughOf.get(form) ?? 0))
    }
  }
  return [...throughOf].map(([path, through]) => ({ path, through }))
}

/** A value that stands was made under the old plan and is read under the new one. */
function assertCompatible(
  before: Plan,
  after: Plan,
  { attempts, discards }: { readonly attempts: Standing['attempts']; readonly discards: readonly Discard[] },
): void {
  const outputsBefore = new Map([...allSteps(before.nodes)].map((step) => [step.path, digestOfJson(step.outputs)]))
  const outputsAfter = new Map([...allSteps(after.nodes)].map((step) => [step.path, digestOfJson(step.outputs)]))
  const through = discardedThrough(discards)
  for (const { path, latest } of attempts.values()) {
    const step = staticPath(path)
    const now = outputsAfter.get(step)
    const stands = latest?.status === 'succeeded' && latest.attempt > through(path)
    if (!stands || now === undefined || now === outputsBefore.get(step)) continue
    throw new RegaugeError('RUN_CODE_INCOMPATIBLE', {
      message: `The new code gives "${step}" other outputs than those that the run already has from "${path}".`,
      hint: `Add --from ${step} to run it, and everything after it, again.`,
      details: { path },
    })
  }
}
