import { expect, test } from 'vitest'
import { playOnCluster } from './chaos-play.fixture.ts'
import { WIDE_MAP, wideFaults, wideGame } from './wide-map.fixture.ts'

const ITEMS = 200

test(
  'a map of 200 pods whose driver is taken away twice loses no item and does none twice',
  { timeout: 600_000 },
  async (context) => {
    const game = wideGame(1, ITEMS, [
      ['driver deleted', 0.2],
      ['driver killed', 0.6],
    ])
    // Pods wait for a node for as long as the map takes.
    const played = await playOnCluster(game, { pipeline: WIDE_MAP, config: { deadlines: {} }, faults: undefined })
    await context.annotate(played.story.join('\n'))
    expect(wideFaults(played, ITEMS), played.story.join('\n')).toEqual([])
    expect(played.blows).toHaveLength(2)
  },
)
