/**
 * What a wide map takes on Kubernetes in bundles, beside one pod an item, which takes a quarter of an hour for all.
 * `node bench/kubernetes-bundles.ts 200` takes fewer.
 */
import { countOf } from './kubernetes/count-of.ts'
import { openClusterBench } from './kubernetes/open-cluster-bench.ts'
import { itemsOf, openOurRuns } from './kubernetes/our-runs.ts'
import { reportRatio } from './kubernetes/report-ratio.ts'

const WIDTH = countOf(process.argv[2], 1_000)

await using bench = await openClusterBench()
using ours = await openOurRuns(bench)
const items = itemsOf(WIDTH)
const bundled = await ours.seconds('bundled', { items })
const wide = await ours.seconds('wide', { items })
reportRatio(`a map of ${WIDTH}, 50 items a pod`, {
  ours: 1e3 * bundled,
  beside: 'one pod an item',
  ratio: bundled / wide,
  budget: 0.1,
})
