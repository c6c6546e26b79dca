import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { median, processMs, report } from './measure.ts'

// A map of 10,000 items that do nothing, through the whole command; beside it, its own outcome files by a bare loop.
const ITEMS = 10_000
const ROUNDS = 3
const node = process.execPath
const regauge = resolve('packages/cli/bin/regauge.js')
const root = mkdtempSync(join(resolve('bench'), '.map-'))
const params = JSON.stringify({ items: Array.from({ length: ITEMS }, (_, item) => item) })

interface Sample {
  readonly stepsPerSecond: number
  readonly bareMs: number
}

/**
 * One run in a project of its own. Nothing is deleted before all is measured: for some seconds after it, ext4 takes many
 * times as long to make a file, since it looks at each inode that has just become free and passes it over
 * (`recently_deleted` in Linux, fs/ext4/ialloc.c).
 */
function sample(pipeline: string): Sample {
  const project = mkdtempSync(join(root, 'project-'))
  writeFileSync(join(project, 'regauge.yaml'), '{}\n')
  writeFileSync(join(project, 'params.json'), params)
  writeFileSync(join(project, 'pipeline.ts'), readFileSync('bench/pipelines/noop.ts'))
  const store = join(project, '.regauge', 'store')
  processMs([node, regauge, 'run', `pipeline.ts#${pipeline}`, '--params', 'params.json', '--json'], { cwd: project })
  const run = join(store, 'runs', readdirSync(join(store, 'runs'))[0]!)
  const end = JSON.parse(readFileSync(join(run, 'epochs/1/end.json'), 'utf8')) as {
    seconds: number
    steps: { succeeded: number }
  }
  if (end.steps.succeeded !== ITEMS) throw new Error(`only ${end.steps.succeeded} of ${ITEMS} succeeded`)
  return { stepsPerSecond: ITEMS / end.seconds, bareMs: bareLoop(join(run, 'steps')) }
}

/** Writes the same files once more, each put if absent, one after the other. */
function bareLoop(steps: string): number {
  const contents = readdirSync(steps).map((name) => [name, readFileSync(join(steps, name))] as const)
  const target = mkdtempSync(join(root, 'bare-'))
  mkdirSync(join(target, 'steps'))
  const began = performance.now()
  for (const [name, bytes] of contents) {
    const temporary = join(target, 'temporary')
    const file = openSync(temporary, 'wx')
    writeSync(file, bytes)
    closeSync(file)
    linkSync(temporary, join(target, 'steps', name))
    unlinkSync(temporary)
  }
  return performance.now() - began
}

function measure(what: string, pipeline: string, budget: number): void {
  const samples = Array.from({ length: ROUNDS }, () => sample(pipeline))
  const rate = median(samples.map((each) => each.stepsPerSecond))
  const bare = median(samples.map((each) => ITEMS / (each.bareMs / 1000)))
  report({
    what,
    figure: `${rate.toFixed(0)} steps/s (a bare loop writes the same files at ${bare.toFixed(0)}/s; ratio ${(rate / bare).toFixed(2)})`,
    budget: `>= ${budget} steps/s`,
    kept: rate >= budget,
  })
}

try {
  measure('map of 10,000, one attempt at a time', 'wide', 2_000)
  measure('map of 10,000, bundles of 50', 'bundled', 5_000)
} finally {
  rmSync(root, { recursive: true, force: true })
}
