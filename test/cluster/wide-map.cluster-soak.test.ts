import { expect, inject, test } from 'vitest'
import { playOnCluster } from './chaos-play.fixture.ts'
import { openFaults } from './faults.fixture.ts'
import { WIDE_MAP, wideFaults, wideGame } from './wide-map.fixture.ts'

const ITEMS = 1_000

test(
  'a map of 1,000 pods that is struck all the way loses no item, and does none twice but those that were struck',
  { timeout: 1_800_000 },
  async (context) => {
    // A cluster that is not ours keeps its daemons; all the rest is done to it, too.
    const { own } = inject('cluster')
    await using faults = own ? openFaults(context) : undefined
    const game = wideGame(1, ITEMS, [
      ['step evicted', 0.02],
      ['driver deleted', 0.1],
      ['step killed', 0.2],
      ...(own ? ([['kubelet restarted', 0.3]] as const) : []),
      ['step evicted', 0.4],
      ['driver evicted', 0.5],
      ['step deleted', 0.6],
      ['step evicted', 0.8],
    ])
    const played = await playOnCluster(game, { pipeline: WIDE_MAP, config: { deadlines: {} }, faults })
    await context.annotate(played.story.join('\n'))
    expect(wideFaults(played, ITEMS), played.story.join('\n')).toEqual([])
    expect(played.blows).toHaveLength(game.blows.length)
  },
)
