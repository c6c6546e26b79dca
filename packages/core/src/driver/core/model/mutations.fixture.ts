import type { Plan } from '../../../spec/plan.ts'
import type { DriverCommand } from '../types.ts'
import { CORE } from './shell.fixture.ts'
import type { Core } from './shell.fixture.ts'

/** Drivers with one mistake each, which the model test must find. */
export const mutations: { readonly [mistake: string]: Core } = {
  'does not look at what earlier epochs left': options((given) => ({ ...given, history: new Map() })),
  'does not adopt what is still alive': options((given) => ({ ...given, adopted: [] })),
  'believes that it has twice the slots': options(({ capacity, ...given }) => ({
    ...given,
    capacity: Object.fromEntries(
      Object.entries(capacity).map(([name, { cpu, gpu, bundles }]) => [
        name,
        { ...(cpu && { cpu: cpu * 2 }), ...(gpu && { gpu: gpu * 2 }), ...(bundles && { bundles: bundles * 2 }) },
      ]),
    ),
  })),
  'does not keep to the concurrency of maps': plan((text) => text.replaceAll(/"concurrency":\d+,/g, '')),
  'tries once more than it may': plan((text) =>
    text.replaceAll(/"attempts":(\d+)/g, (_, n) => `"attempts":${Number(n) + 1}`),
  ),
  'never tries again': plan((text) => text.replaceAll(/"attempts":\d+/g, '"attempts":1')),
  'takes a condition for its opposite': plan((text) =>
    text
      .replaceAll('"op":"isSet"', '"op":"not","of":{"op":"isSet"')
      .replaceAll(/("op":"not","of":\{"op":"isSet","source":\{[^{}]*\})/g, '$1}'),
  ),
  'forgets what a node needs': plan((text) => text.replaceAll(/"needs":\[[^\]]+\]/g, '"needs":[]')),
  'starts the next attempt without having fenced the one before': {
    create: CORE.create,
    transition: (state, event) =>
      CORE.transition(state, event).flatMap((command) => {
        if (command.kind !== 'fence') return [command]
        const { path, attempt, failure } = command
        const outcome = { schema: 'regauge.outcome/1', run: '', path, attempt, epoch: 1, status: 'failed' } as const
        const rest = { outputs: {}, failure, endedAt: '', logs: 0, metrics: 0 }
        return CORE.transition(state, {
          kind: 'outcome',
          at: event.at,
          path,
          attempt,
          outcome: { ...outcome, ...rest },
        })
      }),
  },
  'ignores that a place is gone': events((kind) => kind !== 'bundle-ended'),
  'charges a whole bundle for what happened to one of its attempts': {
    create: CORE.create,
    transition: (state, event) => {
      const attempts = event.kind === 'bundle-ended' ? (state.bundles.get(event.bundle)?.attempts ?? []) : []
      const started = attempts.flatMap(({ path, number }) =>
        CORE.transition(state, { kind: 'started', at: event.at, path, attempt: number }),
      )
      return [...started, ...CORE.transition(state, event)]
    },
  },
  'puts too much into a bundle': plan((text) => text.replaceAll(/"bundle":\d+/g, '"bundle":9')),
  'does not hear a cancel': events((kind) => kind !== 'cancel'),
  'ignores late outcomes': events((kind, at) => kind !== 'outcome' || at % 7 !== 0),
  'loses a retry': commands(({ kind }, at) => kind !== 'set-timer' || at % 3 !== 0),
  'asks nobody to stop': commands(({ kind }) => kind !== 'cancel-attempts' && kind !== 'fence'),
  'ends too early': {
    create: CORE.create,
    transition: (state, event) => {
      const commands = CORE.transition(state, event)
      const failed = event.kind === 'outcome' && event.outcome.status === 'failed'
      return failed ? [...commands, { kind: 'end', status: 'failed', outputs: {}, failed: [] }] : commands
    },
  },
  'collects items in the wrong order': {
    create: CORE.create,
    transition: (state, event) =>
      CORE.transition(state, event).map((command) =>
        command.kind === 'collect' ? Object.assign({}, command, { items: reversed(command.items) }) : command,
      ),
  },
}

function options(change: (given: Parameters<Core['create']>[0]) => Parameters<Core['create']>[0]): Core {
  return { create: (given) => CORE.create(change(given)), transition: CORE.transition }
}

function plan(change: (text: string) => string): Core {
  return options((given) => ({ ...given, plan: JSON.parse(change(JSON.stringify(given.plan))) as Plan }))
}

function events(keeps: (kind: string, at: number) => boolean): Core {
  return {
    create: CORE.create,
    transition: (state, event) => (keeps(event.kind, event.at) ? CORE.transition(state, event) : []),
  }
}

function commands(keeps: (command: DriverCommand, at: number) => boolean): Core {
  return {
    create: CORE.create,
    transition: (state, event) => CORE.transition(state, event).filter((command) => keeps(command, event.at)),
  }
}

function reversed(items: (DriverCommand & { kind: 'collect' })['items']) {
  return Object.fromEntries(Object.entries(items).map(([name, list]) => [name, [...list].reverse()]))
}
