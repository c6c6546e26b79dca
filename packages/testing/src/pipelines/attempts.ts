import { setTimeout as sleep } from 'node:timers/promises'
import { type Pipeline, pipeline, step, TerminalError } from '@regauge/core'
import { z } from 'zod'
import { block } from './block.ts'

/** Longer than any kit waits. */
const LONG_MS = 120_000

/** What a step says that waits for its end, so that a kit can wait for it in the log. */
const lasts = step({
  name: 'lasts',
  async run(_, { log }) {
    log.info(`lasting in process ${process.pid}`)
    // The line is on its way before nothing goes on any more.
    await sleep(100)
    block(LONG_MS)
  },
})

const steps = [
  lasts,
  step({
    name: 'greets',
    outputs: { text: z.string() },
    run(_, { log, tracker }) {
      console.log('printed: grüße 🚂')
      log.info('logged', { times: 1 })
      tracker.metric('greetings', 1)
      return { text: 'hello' }
    },
  }),
  step({
    name: 'looksAround',
    secrets: ['kit.token'],
    outputs: { seen: z.record(z.string(), z.unknown()) },
    run(_, { run, path, attempt, items, secrets }) {
      const token = secrets['kit.token'] ?? ''
      console.log(`the token is ${token}`)
      return { seen: { run, path, attempt, items, wanted: process.env['WANTED'], letters: token.length } }
    },
  }),
  step({
    name: 'throws',
    run() {
      throw new Error('no such luck')
    },
  }),
  step({
    name: 'givesUp',
    run() {
      throw new TerminalError('never again')
    },
  }),
  step({
    name: 'exits',
    run() {
      process.exit(3)
    },
  }),
  step({
    name: 'isKilled',
    async run() {
      process.kill(process.pid, 'SIGKILL')
      await sleep(LONG_MS)
    },
  }),
  step({
    name: 'obeys',
    run: (_, { signal }) => sleep(LONG_MS, undefined, { signal }),
  }),
  step({
    name: 'finishesAnyway',
    outputs: { done: z.boolean() },
    async run(_, { signal }) {
      await sleep(LONG_MS, undefined, { signal }).catch(() => undefined)
      // What it still does takes its time; who gives none is found out.
      await sleep(300)
      return { done: true }
    },
  }),
]

const repeats = step({
  name: 'repeats',
  inputs: { value: z.unknown() },
  outputs: { value: z.unknown() },
  run: ({ value }) => ({ value }),
})

const measures = step({
  name: 'measures',
  inputs: { value: z.unknown() },
  outputs: { letters: z.number() },
  run: ({ value }) => ({ letters: JSON.stringify(value).length }),
})

const sleeps = step({
  name: 'sleeps',
  inputs: { ms: z.number() },
  outputs: { done: z.boolean() },
  async run({ ms }) {
    await sleep(ms)
    return { done: true }
  },
})

/** Steps that end in every way; the launcher kit starts attempts of them by hand. */
export const attempts: Pipeline = pipeline({
  name: 'attempts',
  build({ run }) {
    for (const each of steps) run(each, {})
    run(repeats, { value: 1 })
    run(measures, { value: 1 })
    run(sleeps, { ms: 1 })
  },
})

/** One step that goes on until somebody ends its process. */
export const lasting: Pipeline = pipeline({
  name: 'lasting',
  build({ run }) {
    run(lasts, {})
  },
})
