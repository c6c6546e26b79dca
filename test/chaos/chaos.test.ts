import { describe, expect, test } from 'vitest'
import { findFaults } from './invariants.ts'
import { play } from './play.ts'
import { chosenSeeds } from './seeds.ts'

const seeds = chosenSeeds(6)
const kills: number[] = []

describe.each(['plain', 'faulty'] as const)(
  'on the %s stack, a run whose driver and workers are killed at any moment',
  (stack) => {
    test.each(seeds)('seed %i: is resumed until it succeeds, and nothing is lost or done twice', async (seed) => {
      const game = await play(seed, stack)
      kills.push(game.kills)
      expect(findFaults(game), `CHAOS_SEEDS=${seed}\n${game.story.join('\n')}`).toEqual([])
    })
  },
)

test('the games were hard ones', () => {
  expect(kills.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(kills.length)
})
