import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope, Launcher, LauncherEvent } from '@regauge/core'
import { type Mistake, telling } from './mistake.fixture.ts'

/** Mistakes in what a launcher does and tells. */
export const LAUNCHER_MISTAKES: { readonly [name: string]: Mistake } = {
  'never tells an end': {
    caughtBy: { launcher: ['a bundle that is started runs, leaves an outcome and ends'] },
    launcher: (launcher) => telling(launcher, (event) => (event.kind === 'ended' ? [] : [event])),
  },
  'starts a bundle each time': {
    caughtBy: { launcher: ['a bundle that is started twice runs once, also after its end'] },
    launcher(launcher) {
      let starts = 0
      return {
        start: (bundle, options) => launcher.start({ ...bundle, id: `${bundle.id} ${(starts += 1)}` }, options),
        ...telling(launcher, (event) =>
          event.kind === 'ended' ? [{ ...event, bundle: event.bundle.split(' ')[0]! }] : [event],
        ),
      }
    },
  },
  'starts all the same': {
    caughtBy: { launcher: ['a start whose signal has aborted throws its reason and starts nothing'] },
    launcher: (launcher) => ({ start: (bundle) => launcher.start(bundle) }),
  },
  'starts nothing in silence': {
    caughtBy: { launcher: ['a launcher that has been disposed of refuses to start, with a code'] },
    launcher: (launcher) => ({ start: (...call) => launcher.start(...call).catch(() => undefined) }),
  },
  'is disposed of once only': {
    caughtBy: { launcher: ['disposing twice is no error'] },
    launcher(launcher) {
      let disposals = 0
      return {
        async [Symbol.asyncDispose]() {
          await launcher[Symbol.asyncDispose]()
          if ((disposals += 1) > 1) throw new Error('disposed of already')
        },
      }
    },
  },
  'forgets the environment': {
    caughtBy: { launcher: ['a step knows which attempt of what it is, its environment and its secrets'] },
    launcher: (launcher) => ({
      start: (bundle) =>
        launcher.start({ ...bundle, envelopes: bundle.envelopes.map((envelope) => ({ ...envelope, env: {} })) }),
    }),
  },
  'tells an outcome too early': {
    caughtBy: { launcher: ['an outcome stands before it is told'] },
    launcher: (launcher) =>
      telling(launcher, (event) =>
        event.kind === 'started' ? [event, { kind: 'outcome', attempt: event.attempt }] : [event],
      ),
  },
  'tells an end too early': {
    caughtBy: { launcher: ['when a bundle has ended, the outcome of each of its attempts stands'] },
    launcher: (launcher) =>
      telling(launcher, (event) =>
        event.kind === 'started' ? [event, { kind: 'ended', bundle: event.attempt }] : [event],
      ),
  },
  'tells only its first reader': {
    caughtBy: { launcher: ['every reader is told every end, a slow one and a late one too'] },
    launcher(launcher) {
      let readers = 0
      return { watch: (options) => ((readers += 1) === 1 ? launcher.watch(options) : nothing()) }
    },
  },
  'watches for ever': {
    caughtBy: { launcher: ['watching ends with its signal', 'watching ends with the launcher'] },
    launcher: (launcher) => ({ watch: () => forEver(launcher.watch()) }),
  },
  'works a bundle off at once': {
    caughtBy: { launcher: ['the attempts of a bundle are worked off in turn'] },
    launcher: atOnce,
  },
  'forgets the end of long bundles': {
    caughtBy: { launcher: ['a failure in the middle of a bundle stops none of the others'] },
    launcher: (launcher) => ({
      start: (bundle) => launcher.start({ ...bundle, envelopes: bundle.envelopes.slice(0, 3) }),
    }),
  },
  'takes on only so many': {
    caughtBy: { launcher: ['more bundles than run at once all end'] },
    launcher(launcher) {
      let starts = 0
      return { start: async (bundle) => ((starts += 1) > 10 ? undefined : launcher.start(bundle)) }
    },
  },
  'hears no cancel': {
    caughtBy: {
      launcher: [
        'the signal of a cancelled attempt aborts, and it ends as cancelled',
        'one that does not obey is killed when its grace period has passed',
        'one that is cancelled because time is over ends as timed out',
      ],
      orchestrator: ['a cancel that is asked for in the store ends every attempt, and nothing more begins'],
    },
    launcher: () => ({ cancel: () => Promise.resolve() }),
  },
  'gives no grace': {
    caughtBy: { launcher: ['one that ends well in spite of a cancel has succeeded'] },
    launcher: (launcher) => ({
      cancel: (attempts, { reason }) => launcher.cancel(attempts, { reason, graceMs: 0 }),
    }),
  },
  'cancels only what has begun': {
    caughtBy: { launcher: ['those that have not begun do not begin any more, and end as cancelled'] },
    launcher(launcher) {
      const begun = new Set<string>()
      return {
        ...telling(launcher, (event) => {
          if (event.kind === 'started') begun.add(event.attempt)
          return [event]
        }),
        cancel: (attempts, options) =>
          launcher.cancel(
            attempts.filter((each) => begun.has(each)),
            options,
          ),
      }
    },
  },
  'waits for what it cancels': {
    caughtBy: { launcher: ['a cancel waits for nothing, and minds no attempts that are not there'] },
    launcher: (launcher) => ({
      async cancel(...call) {
        await launcher.cancel(...call)
        await pause(5_000)
      },
    }),
  },
  'adopts what is not there': {
    caughtBy: {
      launcher: [
        'nothing is adopted where nobody was before',
        'what a killed driver has left is adopted, or has ended, as declared',
        'what a disposed launcher has left is adopted, or has ended, as declared',
      ],
    },
    launcher: () => ({ adopt: () => Promise.resolve([{ id: 'ghost@1', attempts: [] }]) }),
  },
  'adopts all the same': {
    caughtBy: { launcher: ['an adoption whose signal has aborted throws its reason'] },
    launcher: (launcher) => ({ adopt: () => launcher.adopt() }),
  },
  'shortens names': {
    caughtBy: { launcher: ['bundles are told apart however long and alike their names are'] },
    launcher(launcher) {
      const known = new Set<string>()
      return {
        async start(bundle, options) {
          const name = bundle.id.slice(0, 63)
          if (known.has(name)) return
          known.add(name)
          await launcher.start(bundle, options)
        },
      }
    },
  },
  'cuts long values': {
    caughtBy: { launcher: ['long values reach the step as they are'] },
    launcher: (launcher) => ({
      start: (bundle, options) => launcher.start({ ...bundle, envelopes: bundle.envelopes.map(cutValues) }, options),
    }),
  },
  'has more than it says': {
    caughtBy: { launcher: ['a launcher has what the compiler is told that it has'] },
    launcher: () => ({ capacity: { cpu: 1_000 } }),
  },
}

/** Starts each attempt of a bundle in a place of its own, and tells one end for all of them. */
function atOnce(launcher: Launcher): Partial<Launcher> {
  const left = new Map<string, { readonly bundle: string; count: number }>()
  return {
    async start(bundle) {
      const rest = { bundle: bundle.id, count: bundle.envelopes.length }
      for (const envelope of bundle.envelopes) {
        const id = `${envelope.path}@${envelope.attempt}`
        left.set(id, rest)
        await launcher.start({ ...bundle, id, envelopes: [envelope] })
      }
    },
    ...telling(launcher, (event) => {
      if (event.kind !== 'ended') return [event]
      const rest = left.get(event.bundle)!
      rest.count -= 1
      return rest.count > 0 ? [] : [{ ...event, bundle: rest.bundle }]
    }),
  }
}

/** As much of the values of an attempt as goes into an environment. */
function cutValues(envelope: Envelope): Envelope {
  const inputs = Object.entries(envelope.inputs).map(([name, binding]) => {
    const isLong = 'value' in binding && JSON.stringify(binding.value).length > 32 * 1024
    return [name, isLong ? { value: null } : binding] as const
  })
  return { ...envelope, inputs: Object.fromEntries(inputs) }
}

async function* nothing(): AsyncGenerator<LauncherEvent> {}

async function* forEver(events: AsyncIterable<LauncherEvent>): AsyncGenerator<LauncherEvent> {
  yield* events
  await new Promise(() => undefined)
}
