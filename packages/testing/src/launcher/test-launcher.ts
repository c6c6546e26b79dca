import type { BundleSpec, Envelope, Launcher, LauncherContext, LauncherEvent } from '@regauge/core'
import { storeCode } from '@regauge/core/code'
import { type OutcomeRecord, readRecord } from '@regauge/core/records'
import type { PreparedRun } from '@regauge/core/run'
import type { OpenedStack } from '../stack-under-test.ts'

/** What a test wants of an attempt beside the step's name, which is also its path. */
export type AttemptWish = Partial<Pick<Envelope, 'inputs' | 'timeoutMs' | 'graceMs' | 'env' | 'attempt' | 'items'>> & {
  readonly path?: string
}

/** A launcher, what it has told, and how to give it work. */
export interface TestLauncher extends AsyncDisposable {
  readonly launcher: Launcher
  readonly context: LauncherContext
  /** The pipeline whose steps it is given. */
  readonly prepared: PreparedRun
  /** Everything that was told so far. */
  readonly events: readonly LauncherEvent[]
  /** An attempt of a step of the pipeline `attempts`. */
  envelope(step: string, wish?: AttemptWish): Envelope
  bundle(envelopes: readonly Envelope[]): BundleSpec
  /** Resolves as soon as such an event has been told; throws when the kit's patience has come to its end. */
  until(matches: (event: LauncherEvent) => boolean): Promise<LauncherEvent>
  started(attempt: string): Promise<LauncherEvent>
  ended(bundle: string): Promise<Extract<LauncherEvent, { kind: 'ended' }>>
  /** Starts a bundle of these attempts, waits for its end and reads their outcomes. */
  run(...envelopes: readonly Envelope[]): Promise<readonly (OutcomeRecord | undefined)[]>
  outcome(path: string, attempt?: number): Promise<OutcomeRecord | undefined>
}

/** How a launcher is opened for a test. */
export interface TestLauncherOptions {
  /** A step operator's name, or `orchestrator`. */
  readonly place: string
  readonly patienceMs: number
  readonly run: string
  /** @default 1 */
  readonly epoch?: number
}

/** Opens a launcher for a run; the code of the pipeline lies in the store afterwards. */
export async function openTestLauncher(
  { stack, root, secrets }: OpenedStack,
  prepared: PreparedRun,
  { place, patienceMs, run, epoch = 1 }: TestLauncherOptions,
): Promise<TestLauncher> {
  await storeCode(stack.store, prepared.code)
  const context: LauncherContext = {
    run,
    epoch,
    pipeline: prepared.spec.name,
    projectRoot: root,
    code: prepared.code.digest,
    store: stack.store,
    storeSpec: { component: stack.spec.components['artifact-store'], packages: stack.spec.packages },
    launcher: place,
    storeNeeds: () => stack.needs('store'),
    secrets,
  }
  const opener = place === 'orchestrator' ? stack.orchestrator : stack.operators[place]!
  const launcher = await opener.openLauncher(context)
  const { events, until, stop } = listen(launcher, patienceMs)
  const steps = new Map(prepared.plan.nodes.flatMap((node) => (node.kind === 'step' ? [[node.path, node]] : [])))

  const test: TestLauncher = {
    launcher,
    context,
    prepared,
    events,
    until,
    envelope(step, { path = step, attempt = 1, ...wish } = {}) {
      const { outputs, env, secrets } = steps.get(step)!
      return {
        protocol: 1,
        run,
        pipeline: context.pipeline,
        epoch,
        path,
        attempt,
        node: step,
        step,
        items: [],
        code: context.code,
        plan: context.code,
        inputs: {},
        outputs,
        graceMs: 500,
        env,
        secrets,
        ...wish,
      }
    },
    bundle(envelopes) {
      const { path, attempt, node } = envelopes[0]!
      const { image, resources } = steps.get(node)!
      return { id: `${path}@${attempt}`, launcher: place, ...(image && { image }), resources, envelopes }
    },
    started: (attempt) => until((event) => event.kind === 'started' && event.attempt === attempt),
    // The predicate lets no other kind through.
    ended: (bundle) =>
      until((event) => event.kind === 'ended' && event.bundle === bundle) as ReturnType<TestLauncher['ended']>,
    async run(...envelopes) {
      const bundle = test.bundle(envelopes)
      await launcher.start(bundle)
      await test.ended(bundle.id)
      return Promise.all(envelopes.map(({ path, attempt }) => test.outcome(path, attempt)))
    },
    outcome: (path, attempt = 1) =>
      readRecord<OutcomeRecord>(context.store, `runs/${run}/steps/${path}@${attempt}.outcome.json`, 'regauge.outcome'),
    async [Symbol.asyncDispose]() {
      await launcher[Symbol.asyncDispose]()
      stop.abort()
    },
  }
  return test
}

/** Follows a launcher from now on. */
function listen(launcher: Launcher, patienceMs: number) {
  const events: LauncherEvent[] = []
  const waiting = new Set<() => void>()
  const stop = new AbortController()
  const follow = async () => {
    for await (const event of launcher.watch({ signal: stop.signal })) {
      events.push(event)
      for (const look of waiting) look()
    }
  }
  async function until(matches: (event: LauncherEvent) => boolean): Promise<LauncherEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<LauncherEvent>()
    const look = () => {
      const found = events.find(matches)
      if (found) resolve(found)
    }
    const timer = setTimeout(() => {
      const told = events.map((event) => JSON.stringify(event)).join('\n')
      reject(new Error(`What the test waits for was not told within ${patienceMs} ms. Told was:\n${told}`))
    }, patienceMs)
    waiting.add(look)
    look()
    return promise.finally(() => {
      clearTimeout(timer)
      waiting.delete(look)
    })
  }
  // What is not told is missed by those who wait for it.
  void follow().catch(() => undefined)
  return { events, until, stop }
}
