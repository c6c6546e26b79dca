/** What the work of steps takes on Kubernetes, in a cluster that does nothing else, beside Jobs that are made by hand. */
import { openClusterBench } from './kubernetes/open-cluster-bench.ts'
import { itemsOf, openOurRuns } from './kubernetes/our-runs.ts'
import { rawJobMs, rawMapMs } from './kubernetes/raw-jobs.ts'
import { reportRatio } from './kubernetes/report-ratio.ts'
import { median, pairs } from './measure.ts'

/** Steps of the pipeline `chain`. */
const CHAIN = 20
const WIDTH = 200

await using bench = await openClusterBench()
using ours = await openOurRuns(bench)

{
  const raw: number[] = []
  const { ours: step, ratio } = await pairs(
    3,
    async () => (1e3 * (await ours.seconds('chain'))) / CHAIN,
    async () => {
      for (let job = 0; job < 5; job += 1) raw.push(await rawJobMs(bench))
      return median(raw.splice(0))
    },
  )
  reportRatio(`a step that does nothing, ${CHAIN} in turn`, {
    ours: step,
    beside: 'a Job that starts Node',
    ratio,
    budget: 0.4,
  })
}
{
  const { ours: map, ratio } = await pairs(
    3,
    async () => 1e3 * (await ours.seconds('wide', { items: itemsOf(WIDTH) })),
    () => rawMapMs(bench, WIDTH),
  )
  const beside = 'an Indexed Job of pods that get and put an object'
  reportRatio(`a map of ${WIDTH}, one pod an item`, { ours: map, beside, ratio, budget: 1.15 })
}
