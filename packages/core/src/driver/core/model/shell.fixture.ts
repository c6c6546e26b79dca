import type { LauncherCapacity } from '../../../contracts/launcher.ts'
import type { Failure } from '../../../errors/failure.ts'
import type { Plan } from '../../../spec/plan.ts'
import { compileGraph } from '../compile-graph.ts'
import { createDriver } from '../driver-state.ts'
import { stepCounts } from '../queries.ts'
import { transition } from '../transition.ts'
import type { AdoptedBundle, DriverCommand, DriverEvent, DriverOptions, StepHistory } from '../types.ts'
import { broken } from './broken.fixture.ts'
import type { Dice } from './dice.fixture.ts'
import { checkFence, checkLaunch, createLedger } from './invariants.fixture.ts'
import { refOf, valueOf } from './steps.fixture.ts'
import { failedRecord, keyOf } from './world.fixture.ts'
import type { Faults, Notice, World } from './world.fixture.ts'

/** The core as a shell uses it, so that mutations can be slipped in. */
export interface Core {
  readonly create: (options: DriverOptions) => ReturnType<typeof createDriver>
  readonly transition: (state: ReturnType<typeof createDriver>, event: DriverEvent) => readonly DriverCommand[]
}

export const CORE: Core = { create: createDriver, transition }

const UNREACHABLE: Failure = { class: 'infrastructure', code: 'STORE_UNREACHABLE', message: 'The store is away.' }

type Command<K extends DriverCommand['kind']> = Extract<DriverCommand, { kind: K }>

/** An event before it has been given its time. */
type Happening = DriverEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never

/** One life of a driver: the core, what is on its way to it, and what it has asked for. */
export interface Shell {
  /** What has been told and is still on its way. */
  readonly inbox: Message[]
  readonly timers: ReadonlyMap<string, number>
  /** Set once the run has ended. */
  readonly end: Command<'end'> | undefined
  notice(notice: Notice): void
  /** Lets the timer that comes next ring. */
  ring(): void
  cancel(): void
}

interface Message {
  readonly deliver: () => void
  /** It may be lost. */
  readonly hint: boolean
  /** Reaches the store even where the driver is gone by then. */
  readonly outlives?: () => void
}

export interface ShellOptions {
  readonly core: Core
  readonly plan: Plan
  readonly seed: number
  readonly capacity: { readonly [launcher: string]: LauncherCapacity }
  readonly world: World
  readonly dice: Dice
  readonly faults: Faults
  readonly history: ReadonlyMap<string, StepHistory>
  readonly adopted: readonly AdoptedBundle[]
}

/** Starts a driver over what stands in the world. */
export function startShell({ core, world, dice, faults, ...options }: ShellOptions): Shell {
  const { plan, capacity } = options
  const ledger = createLedger(world, plan, capacity)
  const graph = compileGraph(plan)
  const state = core.create({ ...options, run: 'model' })
  const inbox: Message[] = []
  const timers = new Map<string, number>()
  /** By id, the attempts of the bundle that an attempt was last launched in. */
  const launchedWith = new Map<string, Command<'launch'>['attempts']>()
  /** The attempts of each bundle. */
  const attemptsOf = new Map<string, AdoptedBundle['attempts'] | Command<'launch'>['attempts']>()
  let end: Command<'end'> | undefined
  let stopping = false
  /** Somebody asked for a cancel while it could still change the end. */
  let calledOff = false
  let now = 0

  function send(hint: boolean, deliver: () => void, outlives?: () => void): void {
    inbox.push({ deliver, hint, ...(outlives && { outlives }) })
    if (faults.messages && dice.chance(0.1)) inbox.push({ deliver, hint: true })
  }

  function feed(happening: Happening): void {
    if (end) return
    now += dice.below(3)
    if (happening.kind === 'outcome') ledger.settle(happening)
    if (happening.kind === 'bundle-ended' || happening.kind === 'launch-refused') ledger.release(happening.bundle)
    // Whichever timer comes when it is due, the driver takes for the one that it has set.
    if (happening.kind === 'timer' && (timers.get(happening.id) ?? Infinity) <= now) timers.delete(happening.id)
    // A launch may be followed by what makes the run stop in one transition.
    stopping = state.stop !== undefined
    for (const command of core.transition(state, { ...happening, at: now })) {
      if (end) broken('a command came after the end')
      perform(command)
    }
  }

  function checkEnding({ status }: Command<'end'>): void {
    if (calledOff && status !== 'cancelled') broken(`a cancelled run ended as ${status}`)
    const { running, waiting, total, succeeded, failed, skipped, cancelled } = stepCounts(state)
    if (running !== 0 || waiting !== 0 || total !== succeeded + failed + skipped + cancelled)
      broken('the counts do not add up')
    if (timers.size > 0) broken(`the timer "${[...timers.keys()].join('", "')}" was left behind`)
  }

  function perform(command: DriverCommand): void {
    switch (command.kind) {
      case 'launch':
        return launch(command)
      case 'cancel-attempts':
        return world.ask(command.attempts, command.reason)
      case 'fence':
        return fence(command)
      case 'set-timer':
        return void timers.set(command.id, command.at)
      case 'clear-timer':
        timers.delete(command.id)
        // It may have been on its way.
        if (faults.messages && dice.chance(0.05)) send(true, () => feed({ kind: 'timer', id: command.id }))
        return
      case 'resolve': {
        const { id, ref: artifact, item } = command
        if (storeFails()) return send(false, () => feed({ kind: 'resolve-failed', id, failure: UNREACHABLE }))
        const value = valueOf(item === undefined ? { artifact } : { artifact, item })
        return send(false, () => feed({ kind: 'resolved', id, value }))
      }
      case 'collect':
        return collect(command)
      case 'end':
        end = command
        checkEnding(command)
    }
  }

  function launch(command: Command<'launch'>): void {
    const { bundle, launcher, attempts } = command
    // What the plan itself says of the step, whatever the driver makes of it.
    const { plan: step, bundle: most } = graph.steps.get(command.step.path)!
    checkLaunch(world, command, { most, stopping })
    attemptsOf.set(bundle, attempts)
    for (const attempt of attempts) launchedWith.set(keyOf(attempt), attempts)
    ledger.take({ id: bundle, launcher, step, memory: attempts[0]!.resources.memory, attempts })
    if (!faults.workers || dice.chance(0.97)) return world.start({ ...command, step })
    const kind = dice.pick(['infrastructure', 'config'] as const)
    const failure = { class: kind, code: 'REFUSED', message: 'Not here.' }
    send(false, () => feed({ kind: 'launch-refused', bundle, failure }))
  }

  function fence(command: Command<'fence'>): void {
    const { path, attempt, failure } = command
    checkFence(world, command, launchedWith.get(keyOf(command)) ?? [])
    const put = () => world.put(failedRecord(path, attempt, failure))
    send(false, () => feed({ kind: 'outcome', path, attempt, outcome: put() }), put)
  }

  function collect({ path, items }: Command<'collect'>): void {
    if (storeFails()) return send(false, () => feed({ kind: 'collect-failed', path, failure: UNREACHABLE }))
    const lists = Object.entries(items).map(([name, bindings]) => {
      const list = bindings.map((binding) => (binding === null ? null : (valueOf(binding) ?? null)))
      return [name, refOf(list, `${path}.${name}`)]
    })
    send(false, () => feed({ kind: 'collected', path, outputs: Object.fromEntries(lists) }))
  }

  function storeFails(): boolean {
    const fails = faults.store && dice.chance(0.05)
    world.storeFailed ||= fails
    return fails
  }

  function readOutcome(attempt: { readonly path: string; readonly attempt: number }): void {
    const outcome = world.records.get(keyOf(attempt))
    if (outcome) feed({ kind: 'outcome', path: attempt.path, attempt: attempt.attempt, outcome })
  }

  /** An outcome outranks what a launcher says, so that records and claims are looked at first. */
  function endBundle(bundle: string, failure: Failure | undefined): void {
    for (const { path, attempt } of attemptsOf.get(bundle) ?? []) {
      if (world.records.has(keyOf({ path, attempt }))) readOutcome({ path, attempt })
      else if (world.claims.has(keyOf({ path, attempt }))) feed({ kind: 'started', path, attempt })
    }
    feed({ kind: 'bundle-ended', bundle, ...(failure && { failure }) })
  }

  for (const bundle of options.adopted) {
    const { step } = world.bundles.get(bundle.id)!
    attemptsOf.set(bundle.id, bundle.attempts)
    if (bundle.attempts.length > 0) ledger.take({ ...bundle, step, memory: step.resources.memory })
  }
  feed({ kind: 'start' })

  return {
    inbox,
    timers,
    get end() {
      return end
    },
    notice(notice) {
      if (notice.kind === 'outcome') return send(true, () => readOutcome(notice))
      if (notice.kind === 'ended') return send(false, () => endBundle(notice.bundle, notice.failure))
      const { path, attempt, certain } = notice
      send(!certain, () => feed({ kind: 'started', path, attempt }))
    },
    ring() {
      const [id, at] = [...timers].reduce((first, each) => (each[1] < first[1] ? each : first))
      // Clocks are coarse: a timer may ring a little early.
      now = Math.max(now, dice.chance(0.9) ? at : at - 1)
      feed({ kind: 'timer', id })
    },
    cancel() {
      calledOff ||= state.phase === 'running'
      feed({ kind: 'cancel' })
    },
  }
}
