import type { LauncherCapacity } from '../../../contracts/launcher.ts'
import type { Failure } from '../../../errors/failure.ts'
import type { Plan } from '../../../spec/plan.ts'
import { createDriver } from '../driver-state.ts'
import { stepCounts } from '../queries.ts'
import { transition } from '../transition.ts'
import type { DriverCommand, DriverEvent, DriverOptions, StepHistory } from '../types.ts'
import { broken } from './broken.fixture.ts'
import { createDice } from './dice.fixture.ts'
import { checkEnd, checkLaunch, createLedger } from './invariants.fixture.ts'
import type { Ledger } from './invariants.fixture.ts'
import { randomPlan } from './random-plan.fixture.ts'
import { refOf, valueOf } from './steps.fixture.ts'
import { createWorld, failedRecord, keyOf } from './world.fixture.ts'
import type { Faults, World } from './world.fixture.ts'

/** A run ends within so many moves of its world, or not at all. */
const MOST_MOVES = 20_000

/** What a simulated run is made of. */
export interface Scenario {
  readonly seed: number
  /** Nodes of the plan, about. */
  readonly size: number
  readonly adoptable: boolean
  readonly faults: Faults
}

/** The core as the simulation uses it, so that mutations can be slipped in. */
export interface Core {
  readonly create: (options: DriverOptions) => ReturnType<typeof createDriver>
  readonly transition: (state: ReturnType<typeof createDriver>, event: DriverEvent) => readonly DriverCommand[]
}

/** How a simulated run ended. */
export interface Simulated {
  readonly plan: Plan
  readonly end: DriverCommand & { kind: 'end' }
  readonly world: World
  /** Whether the run went its way, but for what its steps do: nobody cancelled it, and no budget ran out elsewhere. */
  readonly undisturbed: boolean
}

/** An event before it has been given its time. */
type Happening = DriverEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never

/** Something on its way to the driver. */
interface Message {
  readonly deliver: () => void
  /** It may be lost. */
  readonly hint: boolean
  /** It reaches the store even if the driver is gone. */
  readonly outlives?: () => void
}

/** Plays a random run in a world of faults, and throws where an invariant breaks. */
export function simulate(
  { seed, size, adoptable, faults }: Scenario,
  core: Core = { create: createDriver, transition },
): Simulated {
  const dice = createDice(seed)
  const plan = randomPlan(dice, size)
  const capacity: { readonly [launcher: string]: LauncherCapacity } = {
    orchestrator: dice.pick([{ cpu: 1 }, { cpu: 2, memory: 250 }, { bundles: 3 }, {}]),
    gpu: dice.pick([
      { cpu: 4, gpu: 1 },
      { bundles: 2, gpu: 1 },
    ]),
  }
  let now = 0
  let inbox: Message[] = []
  let timers = new Map<string, number>()
  let ended: (DriverCommand & { kind: 'end' }) | undefined
  let cancels = faults.cancels ? dice.below(3) : 0
  let crashes = faults.crashes ? dice.below(3) : 0
  let deaths = faults.workers ? 8 : 0
  let cancelled = false
  let ledger: Ledger
  let state: ReturnType<typeof createDriver>

  const world = createWorld(dice, faults, (notice) => {
    if (notice.kind === 'outcome') return send(true, () => readOutcome(notice))
    if (notice.kind === 'ended') return send(false, () => endBundle(notice))
    const { path, attempt, certain } = notice
    send(!certain, () => feed({ kind: 'started', path, attempt }))
  })
  /** The attempts of each bundle, as the shell remembers them. */
  const attemptsOf = new Map<string, readonly { readonly path: string; readonly attempt: number }[]>()

  function send(hint: boolean, deliver: () => void, outlives?: () => void): void {
    inbox.push({ deliver, hint, ...(outlives && { outlives }) })
    if (faults.messages && dice.chance(0.1)) inbox.push({ deliver, hint: true })
  }

  function feed(happening: Happening): void {
    if (ended) return
    if (happening.kind === 'outcome') ledger.settle(happening)
    if (happening.kind === 'bundle-ended' || happening.kind === 'launch-refused') ledger.release(happening.bundle)
    now += dice.below(3)
    // Whatever timer comes when it is due, the driver takes for the one that it has set.
    if (happening.kind === 'timer' && (timers.get(happening.id) ?? Infinity) <= now) timers.delete(happening.id)
    for (const command of core.transition(state, { ...happening, at: now })) {
      if (ended) broken('a command came after the end')
      perform(command)
    }
  }

  function readOutcome(attempt: { path: string; attempt: number }): void {
    const outcome = world.records.get(keyOf(attempt))
    if (outcome) feed({ kind: 'outcome', path: attempt.path, attempt: attempt.attempt, outcome })
  }

  function endBundle({ bundle, failure }: { bundle: string; failure?: Failure }): void {
    for (const attempt of attemptsOf.get(bundle) ?? []) {
      if (world.records.has(keyOf(attempt))) readOutcome(attempt)
      else if (world.claims.has(keyOf(attempt))) feed({ kind: 'started', ...attempt })
    }
    feed({ kind: 'bundle-ended', bundle, ...(failure && { failure }) })
  }

  function perform(command: DriverCommand): void {
    switch (command.kind) {
      case 'launch':
        return launch(command)
      case 'cancel-attempts':
        return world.ask(command.attempts, command.reason)
      case 'fence': {
        const { path, attempt, failure } = command
        const put = () => world.put(failedRecord(path, attempt, failure))
        return send(false, () => feed({ kind: 'outcome', path, attempt, outcome: put() }), put)
      }
      case 'set-timer':
        return void timers.set(command.id, command.at)
      case 'clear-timer':
        timers.delete(command.id)
        // It may have been on its way.
        if (faults.messages && dice.chance(0.05)) send(true, () => feed({ kind: 'timer', id: command.id }))
        return
      case 'resolve': {
        const { id, ref, item } = command
        const value = valueOf({ artifact: ref, ...(item !== undefined && { item }) })
        return send(false, () => feed({ kind: 'resolved', id, value }))
      }
      case 'collect': {
        const lists = Object.entries(command.items).map(([name, items]) => {
          const list = items.map((item) => (item === null ? null : (valueOf(item) ?? null)))
          return [name, refOf(list, `${command.path}.${name}`)]
        })
        return send(false, () => feed({ kind: 'collected', path: command.path, outputs: Object.fromEntries(lists) }))
      }
      case 'end':
        ended = command
    }
  }

  function launch(command: DriverCommand & { kind: 'launch' }): void {
    const { bundle, launcher, step, attempts } = command
    checkLaunch(world, command)
    attemptsOf.set(bundle, attempts)
    ledger.take({ id: bundle, launcher, step, memory: attempts[0]!.resources.memory, attempts })
    if (!faults.workers || dice.chance(0.97)) return world.start(command)
    const kind = dice.pick(['infrastructure', 'config'] as const)
    const failure = { class: kind, code: 'REFUSED', message: 'Not here.' }
    send(false, () => feed({ kind: 'launch-refused', bundle, failure }))
  }

  /** A driver takes the run over, after the one before it has died: what it knows is what stands in the world. */
  function takeOver(): void {
    for (const { outlives } of inbox) if (outlives && dice.chance(0.3)) outlives()
    if (!adoptable) world.bundles.clear()
    inbox = []
    timers = new Map()
    world.starts.clear()
    const alive = [...world.bundles.values()]
    const adopted = alive.map(({ id, launcher, step, attempts }) => ({
      id,
      launcher,
      step,
      attempts: attempts
        .filter((attempt) => !world.records.has(keyOf(attempt)))
        .map(({ path, attempt }) => ({ path, attempt, started: world.claims.has(`${path}@${attempt}`) })),
    }))
    const living = new Set(adopted.flatMap(({ attempts }) => attempts.map(keyOf)))
    for (const key of world.claims) if (!living.has(key)) fenceDead(key)
    const history = historyOf(living)
    ledger = createLedger(plan, capacity)
    for (const bundle of adopted) {
      attemptsOf.set(bundle.id, bundle.attempts)
      if (bundle.attempts.length > 0) ledger.take({ ...bundle, memory: bundle.step.resources.memory })
    }
    state = core.create({ plan, run: 'model', seed, capacity, history, adopted })
    feed({ kind: 'start' })
  }

  function fenceDead(key: string): void {
    const [path, number] = key.split('@')
    world.put(failedRecord(path!, Number(number), { class: 'lost', code: 'STEP_LOST', message: 'Its driver died.' }))
  }

  function historyOf(living: ReadonlySet<string>): Map<string, StepHistory> {
    const history = new Map<string, StepHistory>()
    for (const key of [...world.records.keys(), ...living]) {
      const [path, number] = key.split('@')
      const record = world.records.get(key)
      const success = record?.status === 'succeeded' ? record : history.get(path!)?.outcome
      const attempts = Math.max(Number(number), history.get(path!)?.attempts ?? 0)
      history.set(path!, { attempts, ...(success && { outcome: success }) })
    }
    return history
  }

  function deliver(): void {
    const index = faults.messages ? dice.below(inbox.length) : 0
    const [message] = inbox.splice(index, 1)
    if (!(message!.hint && faults.messages && dice.chance(0.2))) message!.deliver()
  }

  function ring(): void {
    const [id, at] = [...timers].reduce((first, each) => (each[1] < first[1] ? each : first))
    now = Math.max(now, dice.chance(0.9) ? at : at - 1)
    feed({ kind: 'timer', id })
  }

  function move(): void {
    const movable = world.movable()
    if (deaths > 0 && world.bundles.size > 0 && dice.chance(0.04)) {
      deaths -= 1
      return world.kill(dice.pick([...world.bundles.values()]))
    }
    if (crashes > 0 && dice.chance(0.04)) {
      crashes -= 1
      return takeOver()
    }
    if (cancels > 0 && dice.chance(0.02)) {
      cancels -= 1
      cancelled = true
      return feed({ kind: 'cancel' })
    }
    if (timers.size > 0 && (dice.chance(0.02) || (inbox.length === 0 && movable.length === 0))) return ring()
    if (inbox.length > 0 && (movable.length === 0 || dice.chance(0.5))) return deliver()
    if (movable.length === 0) broken('nothing moves, and the run has not ended')
    world.move(dice.pick(movable))
  }

  takeOver()
  for (let moves = 0; isOpen(); moves += 1) {
    if (moves > MOST_MOVES) broken('the run does not end')
    move()
  }
  const end: DriverCommand & { kind: 'end' } = ended
  checkEnd(world)
  const { running, waiting, total, succeeded, failed, skipped, cancelled: off } = stepCounts(state!)
  if (running + waiting > 0 || total !== succeeded + failed + skipped + off) broken('the counts do not add up')
  if (timers.size > 0) broken(`the timer "${[...timers.keys()][0]}" was left behind`)
  const own = ['STEP_FAILED', 'MAP_NOT_A_LIST', 'CONDITION_INCOMPARABLE']
  const hook = /(?:^|\.)h\d+$/
  const undisturbed =
    !cancelled && end.failed.every(({ path, failure }) => hook.test(path) || own.includes(failure.code))
  return { plan, end, world, undisturbed: undisturbed && !end.failure }
}
