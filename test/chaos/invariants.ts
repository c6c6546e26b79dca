import { expectedTotal } from './project.ts'
import type { Game } from './play.ts'

/** Starts that a step's budgets allow in one epoch: 3 or 1 of its own, and 5 for what its place does to it. */
const BUDGET = { fit: 3 + 5, other: 1 + 5 }

/** What is wrong with how a game has ended: nothing, if everything holds that has to. */
export function findFaults(game: Game): readonly string[] {
  return [
    ...wrongResult(game),
    ...severalSuccesses(game),
    ...withoutOutcome(game),
    ...startedAgain(game),
    ...startedAtOnce(game),
    ...startedTooOften(game),
    ...game.left.map((pid) => `worker ${pid} was left behind`),
  ]
}

function wrongResult({ shown, count }: Game): string[] {
  const total = shown.outputs['total']?.value
  if (shown.status === 'succeeded' && total === expectedTotal(count)) return []
  return [`the run ${shown.status} with ${JSON.stringify(total)} instead of ${expectedTotal(count)}`]
}

function severalSuccesses({ outcomes }: Game): string[] {
  const successes = Map.groupBy(
    [...outcomes.values()].filter(({ status }) => status === 'succeeded'),
    ({ path }) => path,
  )
  return [...successes].filter(([, all]) => all.length > 1).map(([path]) => `${path} succeeded more than once`)
}

function withoutOutcome({ executions, outcomes }: Game): string[] {
  const begun = new Set(executions.map(({ path, attempt }) => `${path}@${attempt}`))
  return [...begun].filter((attempt) => !outcomes.has(attempt)).map((attempt) => `${attempt} has no outcome`)
}

/** A step whose success stands is not started again. Hooks of the pipeline belong to an end, and there may be several. */
function startedAgain({ executions, outcomes }: Game): string[] {
  return [...outcomes.values()].flatMap(({ path, status, endedAt }) => {
    if (status !== 'succeeded' || path.startsWith('onEnd')) return []
    const later = executions.find(
      (each) => each.path === path && each.what === 'begin' && each.at > Date.parse(endedAt),
    )
    return later ? [`${path} was started again, as attempt ${later.attempt}, after it had succeeded`] : []
  })
}

/** No process works at a step run after another one has begun it. */
function startedAtOnce({ executions }: Game): string[] {
  const faults: string[] = []
  const holders = new Map<string, number>()
  for (const { path, pid, what } of executions) {
    const holder = holders.get(path)
    if (what === 'begin') holders.set(path, pid)
    else if (holder !== pid) faults.push(`${path} was ended by ${pid} after ${holder} had begun it`)
  }
  return faults
}

function startedTooOften({ executions }: Game): string[] {
  const begins = executions.filter(({ what }) => what === 'begin')
  return [...Map.groupBy(begins, ({ driver, path }) => `${path} under driver ${driver}`)].flatMap(([where, starts]) =>
    starts.length > (/\.fit /.test(where) ? BUDGET.fit : BUDGET.other) ? [`${where}: ${starts.length} starts`] : [],
  )
}
