import { spawnSync } from 'node:child_process'
import { artifact, pipeline, step, type Pipeline, type StepContext } from '@regauge/core'
import { z } from 'zod'

const GROW = 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'

/** What a step can be told to do. */
const ORDERS = {
  return: () => undefined,
  throw() {
    throw new Error('thrown as told')
  },
  exit() {
    process.stderr.write('boom\n')
    process.exit(1)
  },
  /** Takes memory beside the heap until there is none. */
  grow() {
    const all: Buffer[] = []
    for (;;) all.push(Buffer.alloc(1 << 20, 1))
  },
  /** Has a program do so, and ends as it did. */
  'grow elsewhere'() {
    const { signal } = spawnSync(process.execPath, ['--eval', GROW])
    process.exit(signal === 'SIGKILL' ? 137 : 0)
  },
  /** Hears nothing any more. */
  block() {
    for (;;);
  },
} as const

/** See {@link ORDERS}. */
export type Order = keyof typeof ORDERS

const policy = { retry: { attempts: 2, infrastructure: 2, delay: '10ms', jitter: 0 }, grace: '2s' } as const
const inputs = { prompter: z.string() }
const outputs = { attempt: z.number() }

/** Says that it has begun, asks what to do, and does it. Gives the number of its attempt where it comes to its end. */
const works = step({
  name: 'works',
  inputs,
  outputs,
  ...policy,
  async run({ prompter }, context) {
    await obey(prompter, context)
    return { attempt: context.attempt }
  },
})

/** The same, and gives what is too long to stand in a record. */
const writes = step({
  name: 'writes',
  inputs,
  outputs: { content: artifact({ name: 'content', materializer: 'text' }) },
  ...policy,
  async run({ prompter }, context) {
    await obey(prompter, context)
    return { content: 'long '.repeat(20_000) }
  },
})

async function obey(prompter: string, { path, attempt, signal }: StepContext): Promise<void> {
  process.stdout.write('begun\n')
  const answer = await fetch(`${prompter}/${encodeURIComponent(`${path}@${attempt}`)}`, { signal })
  // Whoever answers knows what can be told.
  ORDERS[(await answer.text()) as Order]()
}

const other = step({ name: 'other', outputs: { done: z.boolean() }, run: () => ({ done: true }) })

const params = z.object({ prompter: z.string() })

/** One step that does as it is told. */
export const prompted: Pipeline = pipeline({
  name: 'prompted',
  params,
  build: ({ params, run }) => run(works, { prompter: params.prompter }),
})

/** One step that does as it is told, then gives an artifact. */
export const writing: Pipeline = pipeline({
  name: 'writing',
  params,
  build: ({ params, run }) => run(writes, { prompter: params.prompter }),
})

/** Two steps that do as they are told, at the same time. */
export const pair: Pipeline = pipeline({
  name: 'pair',
  params,
  build({ params, run }) {
    const one = run(works, { prompter: params.prompter }, { name: 'one' })
    const two = run(works, { prompter: params.prompter }, { name: 'two' })
    return { one: one.attempt, two: two.attempt }
  },
})

/** A step before one that does as it is told, and one behind it. */
export const between: Pipeline = pipeline({
  name: 'between',
  params,
  build({ params, run }) {
    const { done } = run(other, {}, { name: 'before' })
    const { attempt } = run(works, { prompter: params.prompter })
    run(notes, { done, attempt })
    return { attempt }
  },
})

const notes = step({ name: 'notes', inputs: { done: z.boolean(), attempt: z.number() }, run: () => undefined })

/** Four items of a map, each of which does as it is told. */
export const spread: Pipeline = mapped('spread', 4)

/** The same, with two items in one pod. */
export const bundled: Pipeline = mapped('bundled', 4, 2)

/** Two items of a map, in one pod. */
export const together: Pipeline = mapped('together', 2, 2)

function mapped(name: string, count: number, bundle = 1): Pipeline {
  return pipeline({
    name,
    params: listed(count),
    build({ params, run, map }) {
      map(params.items, () => run(works, { prompter: params.prompter }), { name: 'each', bundle })
      return {}
    },
  })
}

/** Two items of a map, in one pod, and behind each a further step that does as it is told. */
export const trailed: Pipeline = pipeline({
  name: 'trailed',
  params: listed(2),
  build({ params, run, map }) {
    const { prompter } = params
    const one = () => {
      const after = run(works, { prompter })
      return run(works, { prompter }, { name: 'behind', after })
    }
    map(params.items, one, { name: 'each', bundle: 2 })
    return {}
  },
})

function listed(count: number) {
  return params.extend({ items: z.array(z.number()).default(Array.from({ length: count }, (_, index) => index)) })
}

/** Two branches, of which one wants an image that is nowhere. */
export const absentImage: Pipeline = branches('absentImage', 'localhost/regauge-absent:1')

/** The same with a name that none can have. */
export const wrongImage: Pipeline = branches('wrongImage', 'Wrong:::Name')

function branches(name: string, image: string): Pipeline {
  return pipeline({
    name,
    params,
    build({ params, run }) {
      run(works, { prompter: params.prompter }, { image })
      return run(other, {})
    },
  })
}

/** One step with a secret that is nowhere. */
export const lacksSecret: Pipeline = pipeline({
  name: 'lacksSecret',
  params,
  build: ({ params, run }) => run(works, { prompter: params.prompter }, { secrets: ['absent.key'] }),
})
