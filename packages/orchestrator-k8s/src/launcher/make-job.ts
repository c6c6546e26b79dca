import type { V1Job } from '@kubernetes/client-node'
import { isRegaugeError, RegaugeError, type BundleSpec, type LauncherContext } from '@regauge/core'
import { type Assignment, type BundlePlace, REMOTE_ENV, runnerEnv, storeBundles } from '@regauge/core/remote'
import type { HintAddress } from '@regauge/core/runtime'
import type { ApiClient } from '../api/api-client.ts'
import { createObject } from '../api/create-object.ts'
import { getObject } from '../api/get-object.ts'
import { JOBS } from '../api/resources.ts'
import type { Wire } from '../api/wire.ts'
import { milliseconds } from '../config.ts'
import { assertSameJob } from '../objects/assert-same-job.ts'
import { indexedJob } from '../objects/indexed-job.ts'
import { toEnvironment } from '../objects/remote-environment.ts'
import type { ObjectScope } from '../objects/scope.ts'
import { stepJob } from '../objects/step-job.ts'
import type { StepInput } from '../objects/step-pod.ts'
import { unlessThere } from '../objects/unless-there.ts'

/** What an environment may carry; what is longer goes through the store. */
const LONGEST_INLINE = 32 * 1024

/** What Jobs of steps are made with. */
export interface JobMaking {
  readonly client: ApiClient
  readonly scope: ObjectScope
  readonly context: LauncherContext
  /** Where the driver listens; absent: nowhere that pods reach. */
  readonly hints: HintAddress | undefined
}

/** A Job that was made, or that a driver before had made for the same bundles. */
export interface MadeJob {
  readonly name: string
  readonly job: Wire<V1Job>
}

/**
 * Sees to it that the Job of these bundles is there: one bundle, or several that one Indexed Job takes. Waits for an API
 * server that is away. Throws what refuses the Job for good, and `KUBERNETES_OBJECT_FOREIGN`.
 */
export async function makeJob(
  making: JobMaking,
  bundles: readonly BundleSpec[],
  signal: AbortSignal | undefined,
): Promise<MadeJob> {
  const { client, scope } = making
  const [bundle] = bundles
  const wanted =
    bundles.length === 1
      ? stepJob(bundle!, await inputOf(making, bundles), scope)
      : indexedJob({ bundles, ...(await inputOf(making, bundles)) }, scope)
  const { name, namespace } = wanted.metadata as { name: string; namespace: string }
  const patience = { signal, patienceMs: Infinity }
  const creating = createObject(client, JOBS, { object: wanted, isDeterministic: true, ...patience })
  const created = await unlessThere(creating).catch((thrown: unknown) => {
    throw namespaceDeleted(thrown, scope) ?? thrown
  })
  if (created && !created.wasThere) return { name, job: created.object }
  const standing = created?.object ?? (await getObject(client, JOBS, { name, namespace, ...patience }))
  // It was there, and has gone since: what remains of it is for whoever watches to find out.
  if (!standing) return { name, job: { metadata: { name, namespace } } }
  assertSameJob(standing, wanted)
  return { name, job: standing }
}

/** The namespace was there when the launcher was opened: that it is gone is no fault of the stack's. */
function namespaceDeleted(thrown: unknown, { namespace, run }: ObjectScope): RegaugeError | undefined {
  if (!isRegaugeError(thrown) || thrown.code !== 'KUBERNETES_NAMESPACE_MISSING') return undefined
  return new RegaugeError('KUBERNETES_NAMESPACE_DELETED', {
    message: `Namespace "${namespace}" was deleted while run "${run}" was under way.`,
    hint: `Make it again, with what \`regauge k8s manifests\` prints, then: regauge runs resume ${run}`,
    details: { namespace, run },
    cause: thrown,
  })
}

async function inputOf(making: JobMaking, bundles: readonly BundleSpec[]): Promise<StepInput> {
  const { context, scope } = making
  const secrets = new Set(bundles.flatMap(({ envelopes }) => envelopes.flatMap((envelope) => envelope.secrets)))
  const needs = context.storeNeeds()
  const assignment = await assignmentOf(making, bundles)
  const table = 'key' in assignment.bundle ? assignment.bundle.key : undefined
  const env = runnerEnv(assignment, needs)
  // The others are told by their completion index.
  const isAlone = bundles.length === 1 && table !== undefined
  const plain = isAlone ? { ...env.plain, [REMOTE_ENV.row]: '0' } : env.plain
  return { ...toEnvironment({ ...env, plain }, scope, [...secrets, ...needs.secrets]), table }
}

async function assignmentOf(making: JobMaking, bundles: readonly BundleSpec[]): Promise<Assignment> {
  const { context, scope, hints } = making
  const rest = {
    store: context.storeSpec,
    orphanTimeoutMs: milliseconds(scope.config.orphanTimeout),
    storePatienceMs: milliseconds(scope.config.deadlines.store),
    ...(hints && { hints }),
  }
  const [bundle] = bundles
  const inline = { ...rest, bundle: bundle! }
  if (bundles.length === 1 && Buffer.byteLength(JSON.stringify(inline)) <= LONGEST_INLINE) return inline
  return { ...rest, bundle: await tableOf(context, bundles) }
}

async function tableOf({ store, run }: LauncherContext, bundles: readonly BundleSpec[]): Promise<BundlePlace> {
  const { launcher } = bundles[0]!
  return { ...(await storeBundles(store, `runs/${run}/components/${launcher}/`, bundles)), row: 0 }
}
