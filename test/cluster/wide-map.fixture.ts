import { createDice } from '../../packages/core/src/driver/core/model/dice.fixture.ts'
import { runIdOf } from '../../packages/core/src/records/run-id-of.ts'
import { findFaults } from '../chaos/invariants.ts'
import { blowOf, type BlowKind, type ChaosGame } from './chaos-game.ts'
import type { PlayedGame } from './chaos-play.fixture.ts'
import { NOTE } from './notes.fixture.ts'

/** A map of so many items, each a step run in a pod of its own, and a join. Each item notes when it begins and ends. */
export const WIDE_MAP = `
${NOTE}
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const number = z.number()
const spread = step({ name: 'spread', inputs: { count: number }, outputs: { items: z.array(number) },
  run: ({ count }) => ({ items: Array.from({ length: count }, (_, index) => index) }) })
const double = step({ name: 'double', inputs: { item: number }, outputs: { twice: number },
  async run({ item }, context) {
    await note('begin', context)
    await note('end', context)
    return { twice: item * 2 }
  } })
const join = step({ name: 'join', inputs: { all: z.array(number) }, outputs: { total: number },
  run: ({ all }) => ({ total: all.reduce((a, b) => a + b, 0) }) })

export const wide = pipeline({
  name: 'wide',
  params: z.object({ count: number }),
  build({ params, run, map }) {
    const { items } = run(spread, { count: params.count })
    const doubled = map(items, (item) => run(double, { item }), { name: 'each' })
    return run(join, { all: doubled.twice })
  },
})
`

/** What is done, and at which part of what there is to do. */
export type Plan = readonly (readonly [kind: BlowKind, part: number])[]

/** A run of that pipeline. */
export function wideGame(seed: number, items: number, plan: Plan): ChaosGame {
  const dice = createDice(seed)
  return {
    seed,
    run: runIdOf('wide', String(seed)),
    submit: ['run', 'pipeline.ts', '-p', `count=${items}`, '--id', String(seed)],
    detached: [],
    certain: plan.length,
    blows: plan.map(([kind, part]) => blowOf(kind, Math.floor(part * 2 * items), dice)),
    total: items * (items - 1),
    // One of its own, and five for what is done to its place.
    starts: () => 6,
  }
}

/** What is wrong beside what is wrong of any game: each item begins once, and again only where its pod was struck. */
export function wideFaults(played: PlayedGame, items: number): readonly string[] {
  const { executions, outcomes, struck } = played
  const begins = executions.filter(({ what }) => what === 'begin')
  const begun = new Set(begins.map(({ path }) => path))
  const undone = begins.filter(({ path, attempt }) => outcomes.get(`${path}@${attempt}`)?.status !== 'succeeded')
  return [
    ...findFaults(played),
    ...(begun.size === items ? [] : [`${begun.size} of ${items} items have begun`]),
    ...undone
      .filter(({ place }) => !struck.has(place))
      .map(({ path, attempt }) => `${path}@${attempt} came to nothing, and nobody had struck its pod`),
  ]
}
