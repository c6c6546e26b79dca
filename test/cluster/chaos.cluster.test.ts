import { describe, expect, test } from 'vitest'
import { findFaults } from '../chaos/invariants.ts'
import { chaosPipeline } from '../chaos/project.ts'
import { chosenSeeds } from '../chaos/seeds.ts'
import { breaksCluster, dealGame, type BlowKind } from './chaos-game.ts'
import { playOnCluster } from './chaos-play.fixture.ts'
import { openFaults } from './faults.fixture.ts'
import { NOTE } from './notes.fixture.ts'

const pipeline = chaosPipeline(NOTE)
const certain: BlowKind[] = []
const struck: BlowKind[] = []

describe('on a real cluster, a run whose driver, steps, node and client are struck at any moment', () => {
  test.for(chosenSeeds(2))(
    'seed %i: goes on or is resumed until it succeeds, and nothing is lost or done twice',
    { timeout: 900_000 },
    async (seed, context) => {
      const game = dealGame(seed)
      await using faults = game.blows.some(breaksCluster) ? openFaults(context) : undefined
      const played = await playOnCluster(game, { pipeline, faults })
      await context.annotate(`seed ${seed}:\n${played.story.join('\n')}`)
      certain.push(...game.blows.slice(0, game.certain).map(({ kind }) => kind))
      struck.push(...played.blows)
      expect(findFaults(played), `CHAOS_SEEDS=${seed}\n${played.story.join('\n')}`).toEqual([])
    },
  )

  test('the games were hard ones', () => {
    expect(struck).toEqual(expect.arrayContaining(certain))
  })
})
