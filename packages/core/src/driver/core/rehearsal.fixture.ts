import type { Failure, FailureClass } from '../../errors/failure.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import { parseAttemptId } from '../../spec/envelope.ts'
import type { Plan } from '../../spec/plan.ts'
import type { Json } from '../../util/json.ts'
import { createDriver } from './driver-state.ts'
import type { DriverState } from './driver-state.ts'
import { transition } from './transition.ts'
import type { DriverCommand, DriverEvent, DriverOptions } from './types.ts'

type Command<K extends DriverCommand['kind']> = Extract<DriverCommand, { kind: K }>

/** An event before it has been given its time. */
type Happening = DriverEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never

/** A run that a test plays by hand. Attempts are named by their ids, `sweep[3].fit@2`, bundles by their first one. */
export interface Rehearsal {
  readonly state: DriverState
  /** What was launched since this was last asked; the attempts of one bundle are joined by `+`. */
  launches(): readonly string[]
  /** Attempts that were asked to stop since this was last asked. */
  stops(): readonly string[]
  /** Attempts that were given up since this was last asked, each with the code of its failure. */
  fences(): readonly string[]
  /** All commands of a kind so far. */
  commands<K extends DriverCommand['kind']>(kind: K): readonly Command<K>[]
  /** How the run ended, if it has. */
  end(): Command<'end'> | undefined
  start(...attempts: readonly string[]): void
  succeed(...attempts: readonly string[]): void
  /** The attempt has succeeded and put out this. */
  put(attempt: string, out: ArtifactRef | undefined): void
  /** The attempt has failed. */
  fail(attempt: string, failure?: Partial<Failure>): void
  /** The bundle's place is gone. */
  lose(bundle: string, failure?: Failure): void
  refuse(bundle: string, failure: Failure): void
  /** Lets time pass and the timers ring that come due. */
  wait(ms: number): void
  cancel(): void
  feed(event: Happening): void
}

export interface RehearsalOptions extends Partial<Omit<DriverOptions, 'plan'>> {
  /** Nothing that the store is asked for is answered. */
  readonly silentStore?: boolean
  /** What happens first. @default 'start' */
  readonly begin?: 'start' | 'cancel'
}

/** Starts a run in a world where nothing happens but what the test says, and what the store is asked for. */
export function rehearse(plan: Plan, options: RehearsalOptions = {}): Rehearsal {
  const { silentStore = false, begin = 'start', ...given } = options
  const state = createDriver({ run: 'r', seed: 1, capacity: {}, ...given, plan })
  const commands: DriverCommand[] = []
  const timers = new Map<string, number>()
  const seen = new Map<string, number>()
  let now = 0

  function feed(event: Happening): void {
    for (const command of transition(state, { ...event, at: now })) {
      commands.push(command)
      if (command.kind === 'set-timer') timers.set(command.id, command.at)
      else if (command.kind === 'clear-timer') timers.delete(command.id)
      else if (!silentStore) answer(command)
    }
  }

  /** Answers at once what the store is asked for. */
  function answer(command: DriverCommand): void {
    if (command.kind === 'fence') return fail(`${command.path}@${command.attempt}`, command.failure)
    if (command.kind === 'collect') {
      const lists = Object.entries(command.items).map(([name, { length }]) => [name, stored(name, length)])
      return feed({ kind: 'collected', path: command.path, outputs: Object.fromEntries(lists) })
    }
    if (command.kind === 'resolve') feed({ kind: 'resolved', id: command.id, value: valueOf(command) })
  }

  function settle(attempt: string, rest: Partial<OutcomeRecord>): void {
    const outcome = { ...outcomeOf(attempt), ...rest }
    feed({ kind: 'outcome', path: outcome.path, attempt: outcome.attempt, outcome })
  }

  function fail(attempt: string, failure: Partial<Failure> = {}): void {
    settle(attempt, { status: 'failed', failure: failureOf(failure.class ?? 'user', failure) })
  }

  /** Commands of a kind that have not been seen by it before. */
  function unseen<K extends DriverCommand['kind']>(kind: K): readonly Command<K>[] {
    const all = commands.filter((command): command is Command<K> => command.kind === kind)
    const fresh = all.slice(seen.get(kind))
    seen.set(kind, all.length)
    return fresh
  }

  feed({ kind: begin })
  return {
    state,
    launches: () =>
      unseen('launch').map(({ attempts }) => attempts.map(({ path, attempt }) => `${path}@${attempt}`).join('+')),
    stops: () => unseen('cancel-attempts').flatMap(({ attempts }) => attempts),
    fences: () => unseen('fence').map(({ path, attempt, failure }) => `${path}@${attempt} ${failure.code}`),
    commands: (kind) => commands.filter((command): command is Command<typeof kind> => command.kind === kind),
    end: () => commands.find((command): command is Command<'end'> => command.kind === 'end'),
    start(...attempts) {
      for (const attempt of attempts) feed({ kind: 'started', ...parseAttemptId(attempt)! })
    },
    succeed(...attempts) {
      for (const attempt of attempts) settle(attempt, {})
    },
    put: (attempt, out) => settle(attempt, { outputs: out ? { out } : {} }),
    fail,
    lose: (bundle, failure) => feed({ kind: 'bundle-ended', bundle, ...(failure && { failure }) }),
    refuse: (bundle, failure) => feed({ kind: 'launch-refused', bundle, failure }),
    wait(ms) {
      const until = now + ms
      const next = () => [...timers].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0]
      for (let timer = next(); timer; timer = next()) {
        const [id, at] = timer
        timers.delete(id)
        now = at
        feed({ kind: 'timer', id })
      }
      now = until
    },
    cancel: () => feed({ kind: 'cancel' }),
    feed,
  }
}

/** A success with the attempt's own id as output. */
export function outcomeOf(attempt: string): OutcomeRecord {
  const times = { endedAt: '', logs: 0, metrics: 0 }
  const outputs = { out: inline(attempt) }
  const name = parseAttemptId(attempt)!
  return { schema: 'regauge.outcome/1', run: 'r', ...name, epoch: 1, status: 'succeeded', outputs, ...times }
}

/** A failure of a class. */
export function failureOf(kind: FailureClass, rest: Partial<Failure> = {}): Failure {
  return { class: kind, code: 'STEP_THREW', message: 'It did not work.', ...rest }
}

function valueOf({ ref, item }: Command<'resolve'>): Json | undefined {
  const value = JSON.parse(ref.digest) as Json
  // An item is only asked for of a list.
  return item === undefined ? value : (value as readonly Json[])[item]
}

/** A small value, which stands in its reference. */
export function inline(value: Json): ArtifactRef {
  return { format: 'json', digest: JSON.stringify(value), size: 1, value }
}

/** A value that has to be read; of a list the length is known where it is given. */
export function stored(value: Json, count?: number): ArtifactRef {
  return { format: 'json', digest: JSON.stringify(value), size: 1, ...(count !== undefined && { count }) }
}
