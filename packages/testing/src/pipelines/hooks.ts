import { type Pipeline, pipeline, step } from '@regauge/core'
import { z } from 'zod'

/** A hook that gives out what it was given. */
const notes = (name: string) =>
  step({
    name,
    inputs: {
      path: z.string(),
      status: z.string(),
      failure: z.object({ class: z.string(), code: z.string() }).optional(),
    },
    outputs: { noted: z.array(z.string().nullable()) },
    run: ({ path, status, failure }) => ({ noted: [path, status, failure?.code ?? null] }),
  })

const works = step({ name: 'works', run: () => undefined })
const breaks = step({
  name: 'breaks',
  run() {
    throw new Error('no such luck')
  },
})

/** A step that does well and one that fails, each with all hooks, and so has the run. */
export const hooks: Pipeline = pipeline({
  name: 'hooks',
  failMode: 'continue',
  onSuccess: notes('runDidWell'),
  onFailure: notes('runFailed'),
  onEnd: notes('runEnded'),
  build({ run }) {
    const all = { onSuccess: notes('didWell'), onFailure: notes('failed'), onEnd: notes('ended') }
    run(works, {}, all)
    run(breaks, {}, all)
  },
})
