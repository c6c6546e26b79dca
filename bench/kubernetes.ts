/**
 * What Kubernetes itself takes for the work of steps: a Job that starts Node in the runner image, and an Indexed Job
 * whose pods get and put one object of S3 each.
 */
import { openClusterBench } from './kubernetes/open-cluster-bench.ts'
import { rawJobMs, rawMapMs } from './kubernetes/raw-jobs.ts'
import { median } from './measure.ts'

const JOBS = 10
const ROUNDS = 3
const WIDTH = 200

await using bench = await openClusterBench()
const jobs = await measured(JOBS, () => rawJobMs(bench))
process.stdout.write(`a raw Job that starts Node, ${JOBS} in turn: ${inSeconds(jobs)}\n`)
const maps = await measured(ROUNDS, () => rawMapMs(bench, WIDTH))
process.stdout.write(`an Indexed Job of ${WIDTH} that get and put an object, ${ROUNDS} in turn: ${inSeconds(maps)}\n`)

async function measured(rounds: number, measure: () => Promise<number>): Promise<readonly number[]> {
  const figures: number[] = []
  for (let round = 0; round < rounds; round += 1) figures.push(await measure())
  return figures
}

function inSeconds(figures: readonly number[]): string {
  const text = (ms: number) => (ms / 1e3).toFixed(2)
  return `median ${text(median(figures))} s (${figures.map(text).join(', ')})`
}
