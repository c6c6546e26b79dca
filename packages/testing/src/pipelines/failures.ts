import { setTimeout as sleep } from 'node:timers/promises'
import { type Pipeline, pipeline, step, type StepContext, TerminalError } from '@regauge/core'
import { z } from 'zod'
import { block } from './block.ts'
import { add, count, give } from './numbers.ts'

/** Longer than any kit waits. */
const LONG_MS = 120_000

/** Pauses between attempts say nothing about an orchestrator. */
const AT_ONCE = { delay: '10ms', jitter: 0 } as const

/** A pipeline of one step that gives the number of the attempt that did well, and one behind it. */
function single(name: string, policy: object, run: (context: StepContext) => void | Promise<void>): Pipeline {
  const fragile = step({
    name: 'fragile',
    outputs: { attempt: z.number() },
    async run(_, context) {
      await run(context)
      return { attempt: context.attempt }
    },
    ...policy,
  })
  return pipeline({
    name,
    build({ run }) {
      const { attempt } = run(fragile, {})
      return run(give, { value: attempt })
    },
  })
}

async function killOwnProcess(): Promise<void> {
  process.kill(process.pid, 'SIGKILL')
  await sleep(LONG_MS)
}

export const failsTwice: Pipeline = single('failsTwice', { retry: { attempts: 3, ...AT_ONCE } }, ({ attempt }) => {
  if (attempt < 3) throw new Error(`attempt ${attempt} fails`)
})

export const failsAlways: Pipeline = single('failsAlways', { retry: { attempts: 2, ...AT_ONCE } }, () => {
  throw new Error('every attempt fails')
})

export const givesUp: Pipeline = single('givesUp', { retry: { attempts: 3, ...AT_ONCE } }, () => {
  throw new TerminalError('no attempt can do well')
})

/** Is killed, then fails, then does well: the first is not charged to the two attempts that it has. */
export const isKilledOnce: Pipeline = single('isKilledOnce', { retry: { attempts: 2, ...AT_ONCE } }, ({ attempt }) => {
  if (attempt === 2) throw new Error('attempt 2 fails')
  return attempt === 1 ? killOwnProcess() : undefined
})

export const takesTooLongOnce: Pipeline = single(
  'takesTooLongOnce',
  { retry: { attempts: 2, ...AT_ONCE }, timeout: '1s', grace: '200ms' },
  ({ attempt }) => {
    if (attempt === 1) block(20_000)
  },
)

/** Fills the memory that it asked for, and does well with more. */
export const outgrowsItsMemoryOnce: Pipeline = single(
  'outgrowsItsMemoryOnce',
  { retry: { attempts: 2, onOom: { memory: 4 }, ...AT_ONCE }, resources: { memory: '192Mi' } },
  ({ attempt }) => {
    if (attempt > 1) return
    const filled: number[][] = []
    for (;;) filled.push(Array.from({ length: 100_000 }, (_, index) => index + filled.length))
  },
)

/** Asks for a secret that is nowhere. */
export const lacksItsSecret: Pipeline = single(
  'lacksItsSecret',
  { retry: { attempts: 3, ...AT_ONCE }, secrets: ['kit.missing'] },
  () => undefined,
)

const waits = step({
  name: 'waits',
  inputs: { item: z.number() },
  outputs: { value: z.number() },
  async run({ item }, { signal, log }) {
    log.info('waiting')
    await sleep(LONG_MS, undefined, { signal })
    return { value: item }
  },
})

/** Steps that wait until they are cancelled, and one behind them. */
export const waiting: Pipeline = pipeline({
  name: 'waiting',
  build({ run, map }) {
    const { items } = run(count, { count: 3 })
    map(items, (item) => run(waits, { item }), { name: 'each' })
    const { value } = run(waits, { item: 0 })
    return run(add, { a: value })
  },
})

const survives = step({
  name: 'survives',
  inputs: { value: z.number(), lastsMs: z.number() },
  outputs: { value: z.number() },
  retry: AT_ONCE,
  async run({ value, lastsMs }, { attempt, log }) {
    log.info('begun')
    if (attempt === 1) await sleep(lastsMs)
    return { value }
  },
})

/**
 * A step during which the driver is killed, with one before it and one behind it. Its first attempt lasts so long that
 * it is under way all the time; where attempts outlive their driver, it is to be waited for.
 */
export const interrupted: Pipeline = pipeline({
  name: 'interrupted',
  params: z.object({ lastsMs: z.number() }),
  build({ params, run }) {
    const before = run(give, { value: 5 }, { name: 'before' })
    const { value } = run(survives, { value: before.value, lastsMs: params.lastsMs })
    return run(add, { a: value, b: 1 }, { name: 'behind' })
  },
})
