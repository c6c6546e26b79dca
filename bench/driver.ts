/**
 * The driver core alone: how many transitions it makes in a second, and whether a wide map costs time in proportion to
 * its items and little memory. Run with `node --expose-gc --conditions=@regauge/source bench/driver.ts`.
 */
import { createDriver } from '../packages/core/src/driver/core/driver-state.ts'
import { transition } from '../packages/core/src/driver/core/transition.ts'
import type { DriverCommand, DriverEvent } from '../packages/core/src/driver/core/types.ts'
import type { OutcomeRecord } from '../packages/core/src/records/outcome-record.ts'
import type { MapPlan, Plan, StepPlan } from '../packages/core/src/spec/plan.ts'

const JSON_TYPE = { materializer: 'json' }
const BUDGET = { transitionsPerSecond: 200_000, megabytes: 300, ratio: 13 }

interface Shape {
  readonly items: number
  readonly bundle: number
  /** Absent: unlimited, so that all items are under way at once. */
  readonly bundles?: number
}

const shapes: readonly (Shape & { readonly name: string })[] = [
  { name: '8 at once', items: 100_000, bundle: 1, bundles: 8 },
  { name: '8 bundles of 50', items: 100_000, bundle: 50, bundles: 8 },
  { name: 'all at once', items: 100_000, bundle: 1 },
]

for (const shape of shapes) {
  measure({ ...shape, items: 10_000 })
  const small = median(() => measure({ ...shape, items: 10_000 }))
  const large = median(() => measure(shape))
  const rate = Math.round(large.transitions / large.seconds)
  const ratio = large.seconds / small.seconds
  console.log(
    `${shape.name.padEnd(16)} ${rate.toLocaleString('en')} transitions/s, ${large.megabytes.toFixed(0)} MB, ` +
      `10x the items in ${ratio.toFixed(1)}x the time`,
  )
  const kept = rate >= BUDGET.transitionsPerSecond && large.megabytes <= BUDGET.megabytes && ratio <= BUDGET.ratio
  if (!kept) process.exitCode = 1
}

interface Measured {
  readonly transitions: number
  readonly seconds: number
  /** What the heap has grown by at its highest, the collected lists and all outcomes included. */
  readonly megabytes: number
}

function measure({ items, bundle, bundles }: Shape): Measured {
  globalThis.gc?.()
  const heapBefore = process.memoryUsage().heapUsed
  const capacity = { orchestrator: bundles === undefined ? {} : { bundles } }
  const state = createDriver({ plan: wideMap(items, bundle), run: 'bench', seed: 1, capacity })
  const answers: DriverEvent[] = []
  let transitions = 0
  let sampled = heapBefore
  let now = 0
  let next = 0
  let ended = false

  const begin = performance.now()
  for (let event: DriverEvent | undefined = { kind: 'start', at: 0 }; event; event = answers[next]) {
    next += event.kind === 'start' ? 0 : 1
    for (const command of transition(state, event)) {
      now += 1
      ended ||= command.kind === 'end'
      answer(command, now, answers)
    }
    transitions += 1
    if (next > 10_000) next -= answers.splice(0, next).length
    if (transitions % 50_000 === 0) sampled = Math.max(sampled, process.memoryUsage().heapUsed)
  }
  const seconds = (performance.now() - begin) / 1000
  if (!ended) throw new Error('The run did not end.')
  return { transitions, seconds, megabytes: (sampled - heapBefore) / 1e6 }
}

/** A world in which everything succeeds at once. */
function answer(command: DriverCommand, at: number, answers: DriverEvent[]): void {
  if (command.kind === 'launch') {
    for (const { path, attempt } of command.attempts) {
      answers.push(
        { kind: 'started', at, path, attempt },
        { kind: 'outcome', at, path, attempt, outcome: success(path, attempt) },
      )
    }
    answers.push({ kind: 'bundle-ended', at, bundle: command.bundle })
  } else if (command.kind === 'collect') {
    answers.push({
      kind: 'collected',
      at,
      path: command.path,
      outputs: { out: { format: 'list', digest: 'd', size: 1, count: 1 } },
    })
  }
}

function success(path: string, attempt: number): OutcomeRecord {
  const digest = attempt.toString(16).padStart(8, '0').repeat(8) + path.slice(0, 0)
  const outputs = { out: { format: 'json', digest, size: 2, value: attempt } }
  const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:00.001Z', ms: 1 }
  const written = { logs: 0, metrics: 0, worker: 'bench' }
  return {
    schema: 'regauge.outcome/1',
    run: 'bench',
    path,
    attempt,
    epoch: 1,
    status: 'succeeded',
    outputs,
    ...times,
    ...written,
  }
}

function wideMap(items: number, bundle: number): Plan {
  const step: StepPlan = {
    kind: 'step',
    path: 'sweep.fit',
    step: 'fit',
    launcher: 'orchestrator',
    resources: { cpu: 1, gpu: 0 },
    retry: { attempts: 1, infrastructure: 5, delayMs: 1000, maxDelayMs: 300_000, backoff: 2, jitter: 0.2 },
    timeoutMs: 60_000,
    graceMs: 10_000,
    env: {},
    secrets: [],
    inputs: { rate: { type: JSON_TYPE, source: { from: 'item', map: 'sweep' } } },
    outputs: { out: JSON_TYPE },
    needs: [],
    hooks: [],
  }
  const map: MapPlan = {
    kind: 'map',
    path: 'sweep',
    over: { from: 'param', name: 'rates' },
    bundle,
    needs: [],
    body: { nodes: [step], outputs: { out: { from: 'output', node: 'sweep.fit', output: 'out' } } },
  }
  return {
    schema: 'regauge.plan/1',
    pipeline: 'bench',
    spec: '0'.repeat(64),
    params: { rates: Array.from({ length: items }, (_, item) => item) },
    stack: { name: 'local', revision: '0'.repeat(64) },
    failMode: 'continue',
    launchers: { orchestrator: { flavor: 'local', image: 'host' } },
    nodes: [map],
    outputs: { out: { from: 'output', node: 'sweep', output: 'out' } },
    hooks: [],
  }
}

function median(run: () => Measured): Measured {
  const runs = [run(), run(), run()].sort((a, b) => a.seconds - b.seconds)
  return runs[1]!
}
