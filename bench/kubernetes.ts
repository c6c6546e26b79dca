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
await measure(`a raw Job that starts Node, ${JOBS} in turn`, JOBS, () => rawJobMs(bench))
await measure(`an Indexed Job of ${WIDTH} that get and put an object, ${ROUNDS} in turn`, ROUNDS, () =>
  rawMapMs(bench, WIDTH),
)

/** Prints each figure as soon as it is there, since some take minutes. */
async function measure(what: string, rounds: number, measureOnce: () => Promise<number>): Promise<void> {
  process.stdout.write(`${what}:`)
  const figures: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    figures.push(await measureOnce())
    process.stdout.write(` ${inSeconds(figures.at(-1)!)}`)
  }
  process.stdout.write(`, median ${inSeconds(median(figures))} s\n`)
}

function inSeconds(ms: number): string {
  return (ms / 1e3).toFixed(2)
}
