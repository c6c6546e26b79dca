import {
  attemptId,
  type BundleSpec,
  type Failure,
  type Launcher,
  type LauncherContext,
  type LauncherEvent,
  type LiveBundle,
} from '@regauge/core'
import { attemptState, giveUpStopped, requestStop, type StopRequest } from '@regauge/core/remote'
import { mapConcurrent, untilAborted } from '@regauge/core/store'
import {
  assertAccepts,
  createEventFeed,
  failureOf,
  type Hint,
  type HintReceiver,
  receiveHints,
} from '@regauge/core/runtime'
import type { ApiClient } from '../api/api-client.ts'
import { followObjects } from '../api/follow-objects.ts'
import { rest } from '../api/pause.ts'
import { PODS } from '../api/resources.ts'
import type { WaitingVerdict } from '../classify/verdict.ts'
import { deadlinesOf, type Deadlines } from '../config.ts'
import { degradations, usesIndexedJobs } from '../features.ts'
import type { AttemptName } from '../objects/attempts-annotation.ts'
import { LABELS, labelSelector } from '../objects/keys.ts'
import { labelValue, names } from '../names.ts'
import { removeRun } from '../objects/remove-run.ts'
import type { ObjectScope } from '../objects/scope.ts'
import { createBundleWarnings } from './bundle-warnings.ts'
import { findLive } from './find-live.ts'
import { gatherStarts, type Start, type StartGathering } from './gather-starts.ts'
import { judgeBundle } from './judge-bundle.ts'
import { lookAround, UNSEEN } from './look-around.ts'
import { createLookTimes } from './look-times.ts'
import { makeJob } from './make-job.ts'
import { isWorthTelling } from './is-worth-telling.ts'
import { type PodView, viewOf } from './pod-view.ts'
import { lookAtAttempts, readProgress } from './read-progress.ts'
import { AT_ONCE, placesOf, removePlaces } from './remove-places.ts'
import { type BundleVerdict, trackBundle, type TrackedBundle } from './tracked-bundle.ts'

/** Between two looks at what has no events of its own: waits that become too long. */
const TICK_MS = { shortest: 200, longest: 5_000 } as const

export interface KubernetesLauncherOptions {
  /** Belongs to the launcher. */
  readonly client: ApiClient
  readonly scope: ObjectScope
  readonly context: LauncherContext
  /** The address by which pods reach this process; undefined: they do not. */
  readonly address: string | undefined
}

/**
 * Runs the attempts of one run in pods. It decides nothing: Jobs are made once, pods are watched, and how an attempt ended
 * is what its record says. Leaving it leaves its pods, which a later driver adopts.
 */
export class KubernetesLauncher implements Launcher {
  /** What the cluster has is the cluster's to know. */
  readonly capacity = {}
  readonly #options: KubernetesLauncherOptions
  readonly #deadlines: Deadlines
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #closing = new AbortController()
  readonly #bundles = new Map<string, TrackedBundle>()
  /** By the name of the Job and the completion index. */
  readonly #places = new Map<string, TrackedBundle>()
  /** Every bundle that was ever started, for idempotency. */
  readonly #known = new Map<string, Promise<void>>()
  readonly #background = new Set<Promise<unknown>>()
  /** Pods of no bundle that is known, by uid: until they are adopted, those that drivers before have started. */
  readonly #strangers = new Map<string, PodView>()
  /** Every pod that there was has been seen. */
  readonly #seenAll = Promise.withResolvers<void>()
  readonly #warnings = createBundleWarnings()
  readonly #looks = createLookTimes(performance.now())
  /** Why pods cannot be watched. */
  #blindness: Failure | undefined
  readonly #starts: StartGathering
  #hints: HintReceiver | undefined
  #following: Promise<void> | undefined
  #surroundings = UNSEEN

  constructor(options: KubernetesLauncherOptions) {
    const { config, features } = options.scope
    this.#options = options
    this.#deadlines = deadlinesOf(config)
    const isTogether = usesIndexedJobs(config.maps, features)
    const missed = config.maps === 'indexed' ? degradations(features, ['backoffLimitPerIndex']) : []
    for (const message of missed) this.#events.emit({ kind: 'warning', code: 'KUBERNETES_UNSUITABLE', message })
    this.#starts = gatherStarts({ isTogether, make: (group) => this.#attend(this.#makeJob(group)) })
  }

  /** Begins to listen and to watch. Called once, before anything is started. */
  async open(): Promise<this> {
    if (this.#options.address !== undefined) {
      this.#hints = await receiveHints((hint) => this.#hear(hint))
    }
    this.#following = this.#follow()
    // What is tried again would not be seen either.
    this.#following.catch((thrown: unknown) => this.#loseSight({ ...failureOf(thrown), class: 'config' }))
    const shortest = Math.min(...Object.values(this.#deadlines))
    const ms = Math.min(Math.max(shortest / 4, TICK_MS.shortest), TICK_MS.longest)
    this.#attend(this.#every(ms, () => this.#lookAround()))
    // Apart from that, since records tell how attempts end also while the API server does not answer.
    this.#attend(this.#every(ms, () => this.#lookAtRecords()))
    return this
  }

  async start(bundle: BundleSpec, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertAccepts(bundle, { signal, closing: this.#closing.signal })
    const known = this.#known.get(bundle.id)
    if (known) return known
    const made = this.#starts.add(bundle, signal)
    this.#known.set(bundle.id, made)
    return made
  }

  watch({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(signal)
  }

  async adopt({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly LiveBundle[]> {
    const { client, context } = this.#options
    const { namespace } = this.#options.scope
    const pods = async () => {
      await untilAborted(Promise.race([this.#seenAll.promise, this.#following]), signal)
      return [...this.#strangers.values()]
    }
    const found = await findLive({ client, context, namespace, selector: this.#selector, pods, signal })
    for (const bundle of found) if (!this.#bundles.has(bundle.id)) this.#track(bundle)
    const met = [...this.#strangers.values()]
    this.#strangers.clear()
    for (const pod of met) this.#see(pod, false)
    return found.map(({ id, attempts, begun }) => ({
      id,
      attempts: attempts.map((attempt, index) => ({ ...attempt, started: index < begun })),
    }))
  }

  async cancel(
    attempts: readonly string[],
    { reason, graceMs }: { readonly reason: 'cancelled' | 'timeout'; readonly graceMs?: number },
  ): Promise<void> {
    const asked = new Set(attempts)
    const isAsked = (attempt: AttemptName) => asked.has(idOf(attempt))
    // What is about to be made has to be there before it can be deleted.
    await Promise.allSettled(this.#known.values())
    const reached = this.#alive.filter((bundle) => bundle.attempts.some(isAsked))
    const request = { reason, ...(graceMs !== undefined && { graceMs }) }
    for (const bundle of reached) {
      bundle.stopping = true
      for (const each of bundle.attempts.filter(isAsked)) bundle.asked.set(idOf(each), request)
    }
    this.#attend(this.#stop(reached))
  }

  async remove({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { client, scope } = this.#options
    await removeRun(client, { namespace: scope.namespace, name: names.run(scope.run), signal })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#starts.end()
    await this.#hints?.[Symbol.asyncDispose]()
    await this.#following?.catch(() => undefined)
    await Promise.allSettled(this.#background)
    this.#events.end()
    await this.#options.client[Symbol.asyncDispose]()
  }

  get #selector(): string {
    const { scope, context } = this.#options
    return labelSelector({ [LABELS.run]: labelValue(scope.run), [LABELS.launcher]: labelValue(context.launcher) })
  }

  async #makeJob(group: readonly Start[]): Promise<void> {
    const { client, scope, context } = this.#options
    const bundles = group.map(({ bundle }) => bundle)
    const signal = AbortSignal.any([this.#closing.signal, ...group.flatMap((each) => each.signal ?? [])])
    const hints = this.#hints?.address(this.#options.address!)
    try {
      const { name } = await makeJob({ client, scope, context, hints }, bundles, signal)
      for (const [index, { id, envelopes }] of bundles.entries()) {
        const attempts = envelopes.map(({ path, attempt }) => ({ path, attempt }))
        const place = bundles.length === 1 ? undefined : index
        this.#track(trackBundle({ id, attempts, job: name, index: place, since: client.now }))
      }
      for (const { made } of group) made.resolve()
    } catch (thrown) {
      for (const { made } of group) made.reject(thrown)
    }
  }

  #track(bundle: TrackedBundle): void {
    if (!this.#known.has(bundle.id)) this.#known.set(bundle.id, Promise.resolve())
    this.#bundles.set(bundle.id, bundle)
    this.#places.set(placeKey(bundle), bundle)
    if (this.#blindness) this.#attend(this.#endUnseen([bundle], this.#blindness))
  }

  /** Pods may not be watched any more, so that nobody would ever know what becomes of them. */
  #loseSight(failure: Failure): void {
    this.#blindness = failure
    this.#attend(this.#endUnseen(this.#alive, failure))
  }

  async #endUnseen(bundles: readonly TrackedBundle[], failure: Failure): Promise<void> {
    for (const bundle of bundles) bundle.ended = true
    // Who may not look at pods may have been forbidden more.
    await this.#remove(bundles).catch(() => undefined)
    for (const bundle of bundles) await this.#end(bundle, { kind: 'over', failure, remove: false })
  }

  async #follow(): Promise<void> {
    const { client, scope } = this.#options
    const { signal } = this.#closing
    const changes = followObjects(client, PODS, {
      namespace: scope.namespace,
      labelSelector: this.#selector,
      project: viewOf,
      signal,
    })
    for await (const change of changes) {
      if (change.kind === 'synced') this.#seenAll.resolve()
      else this.#see(change.object, change.kind === 'deleted')
    }
  }

  /** Nothing is decided by a hint: whoever hears of an outcome reads the record. */
  #hear(hint: Hint): void {
    // A runner's first hint is of its bundle's first attempt, by which bundles are called.
    const bundle = this.#bundles.get(hint.attempt)
    if (bundle) bundle.heard = true
    this.#events.emit(hint)
  }

  #see(view: PodView, gone: boolean): void {
    const bundle = this.#places.get(placeKey(view))
    if (bundle || gone) this.#strangers.delete(view.uid)
    else this.#strangers.set(view.uid, view)
    if (!bundle || bundle.ended) return
    const pod = { ...view, gone }
    const warning = bundle.stopping ? undefined : this.#warnings.ofPod(bundle, pod)
    if (warning) this.#events.emit(warning)
    bundle.pods.set(view.uid, pod)
    if (bundle.stopping && !gone && view.pod.metadata?.deletionTimestamp === undefined) {
      this.#attend(this.#remove([bundle]))
    }
    this.#judge(bundle)
  }

  #judge(bundle: TrackedBundle): void {
    if (bundle.ended) return
    const { client } = this.#options
    const { events, jobs } = this.#surroundings
    const circumstances = { now: client.now, deadlines: this.#deadlines, events, job: jobs.get(bundle.job) }
    const verdict = judgeBundle(bundle, circumstances)
    if (verdict.kind === 'over') {
      bundle.ended = true
      this.#attend(this.#end(bundle, verdict))
    } else if (verdict.waits) {
      this.#tellWait(bundle, verdict.waits, isWorthTelling(verdict.waits, circumstances))
    }
  }

  #tellWait(bundle: TrackedBundle, waits: WaitingVerdict, isWorthIt: boolean): void {
    const warning = bundle.stopping ? undefined : this.#warnings.ofWait(bundle, waits, this.#bundles.values())
    if (warning) this.#events.emit(warning)
    if (!isWorthIt || waits.reason === bundle.reason) return
    bundle.reason = waits.reason
    this.#events.emit({ kind: 'pending', bundle: bundle.id, reason: bundle.reason })
  }

  /** What has begun is told before the end, so that only that is charged with it. */
  async #end(bundle: TrackedBundle, { failure, remove }: Extract<BundleVerdict, { kind: 'over' }>): Promise<void> {
    const wasStopped = bundle.stopping
    if (remove) await this.#remove([bundle])
    await this.#tellProgress([bundle])
    const warning = wasStopped ? undefined : this.#warnings.ofEnd(bundle, failure)
    if (warning) this.#events.emit(warning)
    await this.#giveUpAsked(bundle)
    this.#events.emit({ kind: 'ended', bundle: bundle.id, ...(failure && { failure }) })
    this.#bundles.delete(bundle.id)
  }

  /** Of what was asked to stop and is gone, nobody else writes how it ended. */
  async #giveUpAsked({ attempts, asked, decided }: TrackedBundle): Promise<void> {
    for (const attempt of attempts.slice(decided)) {
      const request = asked.get(idOf(attempt))
      if (request) await this.#giveUp(attempt, request)
    }
  }

  async #giveUp(attempt: AttemptName, request: StopRequest): Promise<void> {
    const { store, run, epoch } = this.#options.context
    await giveUpStopped(store, { run, epoch, ...attempt }, { ...request, signal: this.#closing.signal })
    this.#events.emit({ kind: 'outcome', attempt: idOf(attempt) })
  }

  async #tellProgress(bundles: readonly TrackedBundle[]): Promise<void> {
    const look = await lookAtAttempts(this.#options.context, bundles.length, this.#closing.signal)
    for (const bundle of bundles) {
      for await (const event of readProgress(bundle, look)) this.#events.emit(event)
    }
  }

  /** Says why before the places are told to end, so that runners know it. */
  async #stop(bundles: readonly TrackedBundle[]): Promise<void> {
    const { store, run } = this.#options.context
    const requests = bundles.flatMap(({ attempts, asked }) =>
      attempts.flatMap((attempt) => {
        const request = asked.get(idOf(attempt))
        return request ? [{ attempt, request }] : []
      }),
    )
    await mapConcurrent(requests, AT_ONCE, ({ attempt, request }) => requestStop(store, { run, ...attempt }, request))
    await this.#remove(bundles)
    // A pod that has not begun may take its time to go, but what it was to do is decided now, and it will see that.
    await mapConcurrent(requests, AT_ONCE, async ({ attempt, request }) => {
      const state = await attemptState(store, { run, ...attempt })
      if (state === 'untouched') await this.#giveUp(attempt, request)
    })
  }

  async #remove(bundles: readonly TrackedBundle[]): Promise<void> {
    const { client, scope } = this.#options
    for (const bundle of bundles) bundle.stopping = true
    const places = placesOf(bundles, [...this.#bundles.values()])
    await removePlaces(client, places, { namespace: scope.namespace, signal: this.#closing.signal })
  }

  /** Does it again and again; what fails is done again the next time. */
  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing
    for (await rest(ms, signal); !signal.aborted; await rest(ms, signal)) await work().catch(() => undefined)
  }

  get #alive(): readonly TrackedBundle[] {
    return [...this.#bundles.values()].filter((bundle) => !bundle.ended)
  }

  async #lookAround(): Promise<void> {
    const { client, scope } = this.#options
    const bundles = this.#alive
    if (bundles.length === 0) return
    this.#surroundings = await lookAround(
      { client, namespace: scope.namespace, selector: this.#selector, deadlines: this.#deadlines },
      { bundles, known: this.#surroundings, signal: this.#closing.signal },
    )
    for (const bundle of bundles) this.#judge(bundle)
  }

  async #lookAtRecords(): Promise<void> {
    const due = this.#looks.due(this.#alive, performance.now())
    if (due.length === 0) return
    const begun = performance.now()
    await this.#tellProgress(due)
    this.#looks.took(performance.now() - begun)
  }

  /** Something in the background; what it throws is met again by whoever needs it. */
  #attend(work: Promise<unknown>): void {
    const attended = work.catch(() => undefined).finally(() => this.#background.delete(attended))
    this.#background.add(attended)
  }
}

function idOf({ path, attempt }: AttemptName): string {
  return attemptId(path, attempt)
}

function placeKey({ job, index }: { readonly job: string; readonly index: number | undefined }): string {
  return index === undefined ? job : `${job}/${index}`
}
