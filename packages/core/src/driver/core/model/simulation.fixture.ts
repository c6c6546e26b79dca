import type { LauncherCapacity } from '../../../contracts/launcher.ts'
import type { OutcomeRecord } from '../../../records/outcome-record.ts'
import type { Plan } from '../../../spec/plan.ts'
import type { AdoptedBundle, DriverCommand, StepHistory } from '../types.ts'
import { broken } from './broken.fixture.ts'
import { createDice } from './dice.fixture.ts'
import type { Dice } from './dice.fixture.ts'
import { checkEnd } from './invariants.fixture.ts'
import { randomPlan } from './random-plan.fixture.ts'
import { CORE, startShell } from './shell.fixture.ts'
import type { Core, Shell } from './shell.fixture.ts'
import { isDoomed, isHookPath } from './steps.fixture.ts'
import { createWorld, failedRecord, fatesOf, keyOf } from './world.fixture.ts'
import type { Faults, World } from './world.fixture.ts'

/** A run ends within so many moves of its world, or not at all. */
const MOST_MOVES = 200_000

/** What a simulated run is made of. */
export interface Scenario {
  readonly seed: number
  /** Nodes of the plan, about. */
  readonly size: number
  /** Workers outlive their driver. */
  readonly adoptable: boolean
  readonly faults: Faults
}

/** How a simulated run ended. */
export interface Simulated {
  readonly plan: Plan
  readonly end: DriverCommand & { kind: 'end' }
  readonly world: World
  /** Nothing but what its own steps and conditions do has had a say in how it ended. */
  readonly undisturbed: boolean
}

/** Plays a random run in a world of faults, and throws where an invariant breaks. */
export function simulate({ seed, size, adoptable, faults }: Scenario, core: Core = CORE): Simulated {
  const dice = createDice(seed)
  const plan = randomPlan(dice, size)
  const capacity = randomCapacity(dice)
  let shell: Shell | undefined
  let cancelled = false
  const left = {
    cancels: faults.cancels ? dice.below(3) : 0,
    crashes: faults.crashes ? dice.below(3) : 0,
    deaths: faults.workers ? 8 : 0,
  }
  const world = createWorld(dice, faults, (notice) => shell?.notice(notice))
  const start = () => startShell({ core, plan, seed, capacity, world, dice, faults, ...takeOver(world, { adoptable }) })

  /** Whether a fault of this kind strikes now. */
  function strikes(kind: keyof typeof left, probability: number): boolean {
    if (left[kind] === 0 || !dice.chance(probability)) return false
    left[kind] -= 1
    return true
  }

  function move(current: Shell): void {
    const { inbox, timers } = current
    const movable = world.movable()
    if (world.bundles.size > 0 && strikes('deaths', 0.04)) return world.kill(dice.pick([...world.bundles.values()]))
    if (strikes('crashes', 0.04)) return crash(current)
    if (strikes('cancels', 0.02)) {
      cancelled = true
      return current.cancel()
    }
    const idle = inbox.length === 0 && movable.length === 0
    if (timers.size > 0 && (idle || dice.chance(0.02))) return current.ring()
    if (idle) broken('nothing moves, and the run has not ended')
    if (inbox.length === 0 || (movable.length > 0 && dice.chance(0.5))) return world.move(dice.pick(movable))
    const [message] = inbox.splice(faults.messages ? dice.below(inbox.length) : 0, 1)
    if (!(message!.hint && faults.messages && dice.chance(0.2))) message!.deliver()
  }

  /** The driver dies. What it had on its way to the store may still get there, at the worst moment. */
  function crash({ inbox }: Shell): void {
    for (const { outlives } of inbox) if (outlives && dice.chance(0.3)) outlives()
    shell = undefined
    shell = start()
  }

  shell = start()
  for (let moves = 0; !shell.end; moves += 1) {
    if (moves > MOST_MOVES) broken('the run does not end')
    move(shell)
  }
  checkEnd(world, shell.end)
  return { plan, end: shell.end, world, undisturbed: !cancelled && endedByItself(shell.end, world, faults) }
}

/** What the next driver knows is what stands in the world: it fences what nobody runs any more. */
function takeOver(
  world: World,
  { adoptable }: { adoptable: boolean },
): { history: ReadonlyMap<string, StepHistory>; adopted: readonly AdoptedBundle[] } {
  if (!adoptable) world.bundles.clear()
  const adopted = [...world.bundles.values()].map(({ id, launcher, attempts }): AdoptedBundle => {
    const undecided = attempts.filter((attempt) => !world.records.has(keyOf(attempt)))
    const started = (attempt: (typeof attempts)[number]) => world.claims.has(keyOf(attempt))
    return {
      id,
      launcher,
      attempts: undecided.map((each) => ({ path: each.path, attempt: each.attempt, started: started(each) })),
    }
  })
  const living = new Set(adopted.flatMap(({ attempts }) => attempts.map(keyOf)))
  for (const key of world.claims) {
    const [path, attempt] = split(key)
    const failure = { class: 'lost', code: 'STEP_LOST', message: 'Its driver died.' } as const
    if (!living.has(key)) world.put(failedRecord(path, attempt, failure))
  }
  world.epoch += 1
  return { history: historyOf(world, living), adopted }
}

function historyOf(world: World, living: ReadonlySet<string>): Map<string, StepHistory> {
  const history = new Map<string, StepHistory>()
  for (const key of [...world.records.keys(), ...living]) {
    const [path, number] = split(key)
    const before = history.get(path)
    const record = world.records.get(key)
    const outcome = record?.status === 'succeeded' ? record : before?.outcome
    history.set(path, { attempts: Math.max(number, before?.attempts ?? 0), ...(outcome && { outcome }) })
  }
  return history
}

function split(key: string): [path: string, attempt: number] {
  const at = key.lastIndexOf('@')
  return [key.slice(0, at), Number(key.slice(at + 1))]
}

function randomCapacity(dice: Dice): { readonly [launcher: string]: LauncherCapacity } {
  return {
    orchestrator: dice.pick([{ cpu: 1 }, { cpu: 2, memory: 250 }, { bundles: 3 }, {}]),
    gpu: dice.pick([
      { cpu: 4, gpu: 1 },
      { bundles: 2, gpu: 1 },
    ]),
  }
}

/** A flaky step has attempts enough of its own; where others failed too, they may have used them up. */
function endedByItself({ failure }: DriverCommand & { kind: 'end' }, world: World, { steps }: Faults): boolean {
  if (failure || world.storeFailed) return false
  const records = [...world.records.values()]
  const meddledWith = new Set(records.flatMap((each) => (failedOfItself(each) ? [] : [each.path])))
  const mayFail = (path: string) => isHookPath(path) || (steps && isDoomed(path)) || !meddledWith.has(path)
  return [...fatesOf(world)].every(([path, fate]) => fate === 'succeeded' || mayFail(path))
}

function failedOfItself({ failure }: OutcomeRecord): boolean {
  return failure === undefined || failure.code === 'STEP_FAILED'
}
