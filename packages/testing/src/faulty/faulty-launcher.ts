import { setTimeout as pause } from 'node:timers/promises'
import { type Launcher, type LauncherEvent, RegaugeError } from '@regauge/core'
import { type CallFault, createTeller, type FaultyCall, type Script, suffer } from './script.ts'

/** What happens to one call of a launcher, or to one of its events. */
export type LauncherFault =
  | CallFault
  /** It is answered as if all were well, and has no effect: a start after which nothing runs. */
  | { readonly kind: 'unheard' }
  /** Of an adoption: bundles whose ids do not fit are missing. */
  | { readonly kind: 'partial'; readonly keep: (bundle: string) => boolean }
  /** Of an event: it is never told. */
  | { readonly kind: 'lost' }
  /** Of an event: it is told twice. */
  | { readonly kind: 'doubled' }

/** One call of a launcher's method, or one event. */
export interface LauncherCall extends FaultyCall {
  readonly method: 'start' | 'adopt' | 'cancel' | LauncherEvent['kind']
  /** Of a start the bundle, of a cancel the first attempt, of an event what it tells of; empty for an adoption. */
  readonly key: string
}

/** A launcher whose calls and events suffer what a script says. */
export function faultyLauncher(launcher: Launcher, script: Script<LauncherCall, LauncherFault>): Launcher {
  const faultOf = createTeller(script)

  function call<T>(of: Omit<LauncherCall, 'count'>, real: () => Promise<T>, unheard: T): Promise<T> {
    const fault = faultOf(of)
    return fault?.kind === 'unheard' ? Promise.resolve(unheard) : suffer(fault, real, () => launcherError(of))
  }

  return {
    capacity: launcher.capacity,
    start: (bundle, options) =>
      call({ method: 'start', key: bundle.id }, () => launcher.start(bundle, options), undefined),
    cancel: (attempts, options) =>
      call({ method: 'cancel', key: attempts[0] ?? '' }, () => launcher.cancel(attempts, options), undefined),
    async adopt(options) {
      const of = { method: 'adopt', key: '' } as const
      const fault = faultOf(of)
      if (fault?.kind === 'unheard') return []
      const alive = await suffer(
        fault,
        () => launcher.adopt(options),
        () => launcherError(of),
      )
      return fault?.kind === 'partial' ? alive.filter(({ id }) => fault.keep(id)) : alive
    },
    watch: (options) => toldBadly(launcher.watch(options), faultOf),
    [Symbol.asyncDispose]: () => launcher[Symbol.asyncDispose](),
  }
}

/** What comes behind a slow event waits for it: events stay in their order. */
async function* toldBadly(
  events: AsyncIterable<LauncherEvent>,
  faultOf: (call: Omit<LauncherCall, 'count'>) => LauncherFault | undefined,
): AsyncIterable<LauncherEvent> {
  for await (const event of events) {
    const fault = faultOf({ method: event.kind, key: keyOf(event) })
    if (fault?.kind === 'slow') await pause(fault.ms)
    if (fault?.kind !== 'lost') yield event
    if (fault?.kind === 'doubled') yield event
  }
}

/** What an event is about: a bundle, an attempt, or an error of this code. */
function keyOf(event: LauncherEvent): string {
  if (event.kind === 'warning') return event.code
  return 'bundle' in event ? event.bundle : event.attempt
}

function launcherError({ method, key }: Omit<LauncherCall, 'count'>): RegaugeError {
  return new RegaugeError('STEP_WORKER_FAILED', {
    message: `The launcher did not answer to ${method} of "${key}".`,
    hint: 'Its script wants it so.',
  })
}
