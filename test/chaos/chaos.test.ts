import { describe, expect, test } from 'vitest'
import { findFaults } from './invariants.ts'
import { play } from './play.ts'

/** `CHAOS_SEEDS=17,18` plays these, `CHAOS_GAMES=200` so many from a random seed on. */
const { CHAOS_SEEDS, CHAOS_GAMES = '6' } = process.env
const first = Math.floor(Math.random() * 1_000_000)
const seeds = CHAOS_SEEDS?.split(',').map(Number) ?? Array.from({ length: Number(CHAOS_GAMES) }, (_, at) => first + at)

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
