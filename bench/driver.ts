/**
 * The driver core alone, in a world where every attempt succeeds at once: how many transitions it makes in a second, how
 * much memory a map of 100,000 items takes, and whether it costs ten times as much as one of 10,000.
 */
import { createDriver } from '../packages/core/src/driver/core/driver-state.ts'
import { transition } from '../packages/core/src/driver/core/transition.ts'
import type { DriverCommand, DriverEvent } from '../packages/core/src/driver/core/types.ts'
import type { OutcomeRecord } from '../packages/core/src/records/outcome-record.ts'
import type { MapPlan, Plan, StepPlan } from '../packages/core/src/spec/plan.ts'
import { median, report } from './measure.ts'

const [FEW, MANY] = [10_000, 100_000]
const ROUNDS = 5
/** An item of a small run costs less, since that fits into a processor's caches. Quadratic time would be ten times as much. */
const MOST_SLOWDOWN = 2.5
const JSON_TYPE = { materializer: 'json' }

interface Shape {
  readonly name: string
  readonly bundle: number
  /** Bundles that the launcher carries; absent: no end of them, so that all items are under way at once. */
  readonly bundles?: number
}

const SHAPES: readonly Shape[] = [
  { name: '8 at once', bundle: 1, bundles: 8 },
  { name: '8 bundles of 50', bundle: 50, bundles: 8 },
  { name: 'all at once', bundle: 1 },
]

interface Measured {
  readonly transitions: number
  readonly ms: number
  /** How far the heap has grown, with garbage and with the commands that are yet to be carried out. */
  readonly megabytes: number
}

/** Plays a run of a map from its start to its end. */
function play(shape: Shape, items: number): Measured {
  const plan = wideMap(items, shape.bundle)
  globalThis.gc?.()
  const heapBefore = process.memoryUsage().heapUsed
  const capacity = { orchestrator: shape.bundles === undefined ? {} : { bundles: shape.bundles } }
  const state = createDriver({ plan, run: 'bench', seed: 1, capacity })
  let transitions = 0
  let heapHighest = heapBefore

  const began = performance.now()
  let last: DriverCommand | undefined
  for (let commands = transition(state, { kind: 'start', at: 0 }); commands.length > 0;) {
    const next: DriverCommand[] = []
    for (const command of commands) {
      for (const event of answersTo(command, transitions)) {
        next.push(...transition(state, event))
        transitions += 1
        if (transitions % 20_000 === 0) heapHighest = Math.max(heapHighest, process.memoryUsage().heapUsed)
      }
    }
    last = commands.at(-1)
    commands = next
  }
  const ms = performance.now() - began
  if (last?.kind !== 'end' || last.status !== 'succeeded') throw new Error('The run did not succeed.')
  return { transitions, ms, megabytes: (heapHighest - heapBefore) / 1e6 }
}

/** What a launcher and a store would say to a command. */
function* answersTo(command: DriverCommand, at: number): Generator<DriverEvent> {
  if (command.kind === 'launch') {
    for (const { path, attempt } of command.attempts) {
      yield { kind: 'started', at, path, attempt }
      yield { kind: 'outcome', at, path, attempt, outcome: success(path, attempt) }
    }
    yield { kind: 'bundle-ended', at, bundle: command.bundle }
  } else if (command.kind === 'collect') {
    const list = { format: 'list', digest: '0'.repeat(64), size: 1, count: 1 }
    yield { kind: 'collected', at, path: command.path, outputs: { out: list } }
  }
}

function success(path: string, attempt: number): OutcomeRecord {
  return {
    schema: 'regauge.outcome/1',
    run: 'bench',
    path,
    attempt,
    epoch: 1,
    status: 'succeeded',
    outputs: { out: { format: 'json', digest: '0'.repeat(64), size: 1, value: 1 } },
    worker: 'bench',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:00.001Z',
    ms: 1,
    logs: 0,
    metrics: 0,
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

for (const shape of SHAPES) {
  play(shape, FEW)
  const rounds = Array.from({ length: ROUNDS }, () => ({ few: play(shape, FEW), many: play(shape, MANY) }))
  const rate = median(rounds.map(({ many }) => many.transitions / (many.ms / 1000)))
  const slowdown = median(rounds.map(({ few, many }) => many.ms / few.ms / (MANY / FEW)))
  const megabytes = Math.max(...rounds.map(({ many }) => many.megabytes))
  report({
    what: `map of ${MANY.toLocaleString('en')}, ${shape.name}`,
    figure:
      `${Math.round(rate).toLocaleString('en')} transitions/s, ${megabytes.toFixed(0)} MB, ` +
      `an item costs ${slowdown.toFixed(2)} x that of a map of ${FEW.toLocaleString('en')}`,
    budget: `>= 200,000/s, <= 300 MB, <= ${MOST_SLOWDOWN} x`,
    kept: rate >= 200_000 && megabytes <= 300 && slowdown <= MOST_SLOWDOWN,
  })
}
