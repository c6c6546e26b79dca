import type { Execution } from './executions.ts'
import type { Outcomes } from './outcomes.ts'

/** What a game has left, and what was promised. */
export interface EndedGame {
  /** The document of `runs show`. */
  readonly shown: {
    readonly status: string
    readonly outputs: { readonly [name: string]: { readonly value: unknown } }
  }
  /** The output `total` that the pipeline has to give. */
  readonly total: number
  /** In the order in which they were noted. */
  readonly executions: readonly Execution[]
  readonly outcomes: Outcomes
  /** What was still there after the end, e.g. `worker 4711`. */
  readonly left: readonly string[]
  readonly promises: Promises
}

/** What sorts of places promise differs. */
export interface Promises {
  /** Starts that the budgets of a step allow under one driver. */
  readonly starts: (path: string) => number
  /** Whether an attempt is claimed, so that a second place never starts one of the same number. */
  readonly claims: boolean
  /**
   * Whether a place was given up that nobody could reach, by the code of the attempt's failure: it may work on beside the
   * next one, and what it leaves is void.
   */
  readonly unreached: (place: string, code: string | undefined) => boolean
}

/** What is wrong with how a game has ended: nothing, if everything holds that has to. */
export function findFaults(game: EndedGame): readonly string[] {
  return [
    ...wrongResult(game),
    ...severalSuccesses(game),
    ...withoutOutcome(game),
    ...startedAgain(game),
    ...startedTooSoon(game),
    ...startedTwice(game),
    ...workedAtOnce(game),
    ...startedTooOften(game),
    ...game.left.map((what) => `${what} was left behind`),
  ]
}

function wrongResult({ shown, total: expected }: EndedGame): string[] {
  const total = shown.outputs['total']?.value
  if (shown.status === 'succeeded' && total === expected) return []
  return [`the run ${shown.status} with ${JSON.stringify(total)} instead of ${expected}`]
}

function severalSuccesses({ outcomes }: EndedGame): string[] {
  const successes = Map.groupBy(
    [...outcomes.values()].filter(({ path, status }) => status === 'succeeded' && !isOfAnEnd(path)),
    ({ path }) => path,
  )
  return [...successes].filter(([, all]) => all.length > 1).map(([path]) => `${path} succeeded more than once`)
}

function withoutOutcome({ executions, outcomes }: EndedGame): string[] {
  const begun = new Set(executions.map(attemptOf))
  return [...begun].filter((attempt) => !outcomes.has(attempt)).map((attempt) => `${attempt} has no outcome`)
}

/** A step whose success stands is not started again. */
function startedAgain({ executions, outcomes }: EndedGame): string[] {
  const begins = Map.groupBy(begun(executions), ({ path }) => path)
  return [...outcomes.values()].flatMap(({ path, status, endedAt }) => {
    if (status !== 'succeeded' || isOfAnEnd(path)) return []
    const later = begins.get(path)?.find(({ at }) => at > Date.parse(endedAt))
    return later ? [`${path} was started again, as attempt ${later.attempt}, after it had succeeded`] : []
  })
}

/** An attempt begins when all attempts before it are decided. */
function startedTooSoon({ executions, outcomes }: EndedGame): string[] {
  return begun(executions).flatMap(({ path, attempt, at }) => {
    const before = Array.from({ length: attempt - 1 }, (_, index) => outcomes.get(`${path}@${index + 1}`))
    return before.flatMap((outcome) =>
      outcome && Date.parse(outcome.endedAt) > at
        ? [`${path}@${attempt} was started before attempt ${outcome.attempt} had ended`]
        : [],
    )
  })
}

function startedTwice({ executions, promises }: EndedGame): string[] {
  if (!promises.claims) return []
  return [...Map.groupBy(begun(executions), attemptOf)].flatMap(([attempt, starts]) =>
    starts.length > 1 ? [`${attempt} was started in ${starts.map(({ place }) => place).join(' and ')}`] : [],
  )
}

/** No place works at a step run after another one has begun it. */
function workedAtOnce({ executions, outcomes, promises }: EndedGame): string[] {
  const faults: string[] = []
  const holders = new Map<string, string>()
  for (const execution of executions) {
    const { path, place, what } = execution
    const holder = holders.get(path)
    if (what === 'begin') holders.set(path, place)
    else if (holder !== place && !promises.unreached(place, outcomes.get(attemptOf(execution))?.failure?.code)) {
      faults.push(`${path} was ended by ${place} after ${holder} had begun it`)
    }
  }
  return faults
}

function startedTooOften({ executions, promises }: EndedGame): string[] {
  return [...Map.groupBy(begun(executions), ({ driver, path }) => `${path} under driver ${driver}`)].flatMap(
    ([where, starts]) =>
      starts.length > promises.starts(starts[0]!.path) ? [`${where}: ${starts.length} starts`] : [],
  )
}

/** Hooks of the pipeline belong to an end, of which a run that is resumed has several. */
function isOfAnEnd(path: string): boolean {
  return path.startsWith('onEnd')
}

function begun(executions: readonly Execution[]): readonly Execution[] {
  return executions.filter(({ what }) => what === 'begin')
}

function attemptOf({ path, attempt }: Execution): string {
  return `${path}@${attempt}`
}
