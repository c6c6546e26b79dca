import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { median, processMs, report } from './measure.ts'

// A run of which ten items are left to do, as after the end of its driver: from the start of `runs resume` to the start
// of its first new attempt. Beside it, a bare process that reads the same records one after the other.
const ITEMS = [2_500, 10_000] as const
const LEFT = 10
const ROUNDS = 3
const node = process.execPath
const regauge = resolve('packages/cli/bin/regauge.js')

interface Sample {
  readonly ms: number
  readonly bareMs: number
}

function sample(project: string): Sample {
  const runs = join(project, '.regauge/store/runs')
  const run = join(runs, readdirSync(runs)[0]!)
  const steps = join(run, 'steps')
  const outcomes = readdirSync(steps).toSorted()
  for (const name of outcomes.slice(-LEFT)) unlinkSync(join(steps, name))
  const epochs = join(run, 'epochs')
  const newest = Math.max(...readdirSync(epochs).map(Number))
  // An epoch without an end whose driver is gone: what a killed driver leaves.
  rmSync(join(epochs, String(newest), 'end.json'))
  const began = Date.now()
  processMs([node, regauge, 'runs', 'resume', 'latest', '--json'], { cwd: project })
  const starts = outcomes.slice(-LEFT).map((name) => {
    const outcome = JSON.parse(readFileSync(join(steps, name), 'utf8')) as { readonly startedAt: string }
    return Date.parse(outcome.startedAt)
  })
  const bare = `for (const name of fs.readdirSync(${JSON.stringify(steps)})) JSON.parse(fs.readFileSync(${JSON.stringify(steps)} + '/' + name))`
  return { ms: Math.min(...starts) - began, bareMs: processMs([node, '-e', bare]) }
}

function measure(items: number): Sample {
  const project = mkdtempSync(join(resolve('bench'), '.resume-'))
  try {
    writeFileSync(join(project, 'regauge.yaml'), '{}\n')
    writeFileSync(join(project, 'pipeline.ts'), readFileSync('bench/pipelines/noop.ts'))
    writeFileSync(join(project, 'params.json'), JSON.stringify({ items: Array.from({ length: items }, (_, at) => at) }))
    processMs([node, regauge, 'run', 'pipeline.ts#bundled', '--params', 'params.json', '--json'], { cwd: project })
    const samples = Array.from({ length: ROUNDS }, () => sample(project))
    return { ms: median(samples.map((each) => each.ms)), bareMs: median(samples.map((each) => each.bareMs)) }
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

const [few, many] = ITEMS.map(measure) as [Sample, Sample]
report({
  what: `resume of ${ITEMS[1]} items with ${ITEMS[1] - LEFT} done, to the first new attempt`,
  figure: `${many.ms.toFixed(0)} ms (a bare process reads the same records in ${many.bareMs.toFixed(0)} ms)`,
  budget: '<= 2,000 ms',
  kept: many.ms <= 2_000,
})
const growth = many.ms / few.ms / (ITEMS[1] / ITEMS[0])
report({
  what: `growth from ${ITEMS[0]} to ${ITEMS[1]} records`,
  figure: `${growth.toFixed(2)} x of proportional (${few.ms.toFixed(0)} ms, then ${many.ms.toFixed(0)} ms)`,
  budget: '<= 1.3 x',
  kept: growth <= 1.3,
})
