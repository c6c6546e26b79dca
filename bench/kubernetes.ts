/** What the work of steps takes on Kubernetes, in a cluster that does nothing else, beside Jobs that are made by hand. */
import { openClusterBench } from './kubernetes/open-cluster-bench.ts'
import { openOurRuns } from './kubernetes/our-runs.ts'
import { rawJobMs, rawMapMs } from './kubernetes/raw-jobs.ts'
import { median, pairs, report } from './measure.ts'

/** Steps of the pipeline `chain`. */
const CHAIN = 20
const WIDTH = 200
const BUNDLED = 1_000

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
    async () => 1e3 * (await ours.seconds('wide', itemsOf(WIDTH))),
    () => rawMapMs(bench, WIDTH),
  )
  const beside = 'an Indexed Job of pods that get and put an object'
  reportRatio(`a map of ${WIDTH}, one pod an item`, { ours: map, beside, ratio, budget: 1.15 })
}
{
  // One of the wide runs takes minutes.
  const wide = await ours.seconds('wide', itemsOf(BUNDLED))
  const bundled = await ours.seconds('bundled', itemsOf(BUNDLED))
  const ratio = bundled / wide
  reportRatio(`a map of ${BUNDLED}, 50 items a pod`, {
    ours: 1e3 * bundled,
    beside: 'one pod an item',
    ratio,
    budget: 0.1,
  })
}

function itemsOf(width: number): { readonly items: readonly number[] } {
  return { items: Array.from({ length: width }, (_, item) => item) }
}

interface Ratio {
  /** Milliseconds. */
  readonly ours: number
  readonly beside: string
  readonly ratio: number
  readonly budget: number
}

function reportRatio(what: string, { ours, beside, ratio, budget }: Ratio): void {
  const figure = `${(ours / 1e3).toFixed(2)} s, ${ratio.toFixed(2)} x ${beside}`
  report({ what, figure, budget: `<= ${budget} x`, kept: ratio <= budget })
}
