/** A pipeline that ends at once: a step, a map whose items track metrics, a step that may fail, a file. */
export const WORDS = `
import { artifact, pipeline, step } from '@regauge/core'
import { z } from 'zod'

const Letters = artifact<Uint8Array>({ name: 'letters', materializer: 'bytes' })

const split = step({
  name: 'split',
  inputs: { text: z.string() },
  outputs: { words: z.array(z.string()) },
  run: ({ text }) => ({ words: text.split(' ') }),
})
const measure = step({
  name: 'measure',
  inputs: { word: z.string(), times: z.number().int() },
  outputs: { length: z.number(), letters: Letters },
  retry: { attempts: 2, delay: '10ms' },
  run({ word, times }, { attempt, log, tracker }) {
    if (word === 'boom') throw new Error('cannot measure ' + word)
    if (word === 'again' && attempt === 1) throw new Error('not yet')
    log.info('measuring', { word })
    tracker.param('word', word)
    for (let step = 1; step <= times; step += 1) tracker.metric('seen', step * word.length, { step })
    return { length: word.length, letters: new TextEncoder().encode(word + '\\u0000') }
  },
})
const total = step({
  name: 'total',
  inputs: { lengths: z.array(z.number()) },
  outputs: { sum: z.number() },
  run: ({ lengths }) => ({ sum: lengths.reduce((a, b) => a + b, 0) }),
})

export const words = pipeline({
  name: 'words',
  params: z.object({ text: z.string(), times: z.number().int().default(3) }),
  build({ params, run, map }) {
    const { words } = run(split, { text: params.text })
    const measured = map(words, (word) => run(measure, { word, times: params.times }), { name: 'each' })
    const { sum } = run(total, { lengths: measured.length })
    return { sum }
  },
})
`

/**
 * A pipeline that waits: each item of its map writes its worker's process id to `<folder>/<item>.pid` and goes on once
 * `<folder>/go` is there. It tells its progress, for the live table.
 */
export const GATE = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const wait = step({
  name: 'wait',
  inputs: { item: z.number(), folder: z.string() },
  outputs: { item: z.number() },
  async run({ item, folder }, { progress, signal }) {
    writeFileSync(folder + '/' + item + '.pid', String(process.pid))
    progress(0.42, 'at the gate')
    while (!existsSync(folder + '/go')) await pause(20, undefined, { signal })
    return { item }
  },
})

export const gate = pipeline({
  name: 'gate',
  params: z.object({ folder: z.string(), items: z.array(z.number()).default([0, 1]) }),
  build({ params, run, map }) {
    const waited = map(params.items, (item) => run(wait, { item, folder: params.folder }), { name: 'each' })
    return { items: waited.item }
  },
})
`

/** A pipeline whose step leaves its process id like those of {@link GATE}, then blocks its process for good. */
export const DEAF = `
import { writeFileSync } from 'node:fs'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const block = step({
  name: 'block',
  inputs: { folder: z.string() },
  outputs: {},
  run({ folder }) {
    writeFileSync(folder + '/block.pid', String(process.pid))
    for (;;);
  },
})

export const deaf = pipeline({
  name: 'deaf',
  params: z.object({ folder: z.string() }),
  build({ params, run }) {
    run(block, { folder: params.folder })
    return {}
  },
})
`
