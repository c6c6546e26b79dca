import type { TestProject } from '../support/project.ts'

/** One input that is broken on purpose, and what the command is to make of it. */
export interface BrokenInput {
  readonly title: string
  /** Files of the project, by path, over the sound ones. */
  readonly files?: Readonly<Record<string, string>>
  /** Breaks what no text can say. `run` is a run that has succeeded, in the project's store. */
  readonly arrange?: (project: TestProject, run: FinishedRun) => void
  /** `RUN` stands for the id of that run. */
  readonly words: readonly string[]
  readonly code: string
  readonly exit: 1 | 2 | 3
}

/** What the arranging of a broken store needs to know of a run. */
export interface FinishedRun {
  readonly run: string
  readonly outputs: { readonly text: { readonly digest: string } }
}

/** A sound pipeline of one step: an inline output and one that is a blob of its own. */
export const PIPELINE = `import { pipeline, step } from '@regauge/core'
import { z } from 'zod'

const double = step({
  name: 'double',
  inputs: { n: z.number() },
  outputs: { n: z.number(), text: z.string() },
  run: ({ n }) => ({ n: n * 2, text: 'x'.repeat(100_000) }),
})

export const main = pipeline({
  name: 'main',
  params: z.object({ n: z.number().int() }),
  build({ params, run }) {
    const { n, text } = run(double, { n: params.n })
    return { n, text }
  },
})
`

/** A sound pipeline but for one text in it. */
export function pipelineWith(text: string, other: string): { readonly 'pipeline.ts': string } {
  if (!PIPELINE.includes(text)) throw new Error(`The pipeline has no ${JSON.stringify(text)}.`)
  return { 'pipeline.ts': PIPELINE.replace(text, () => other) }
}

/** A stack over the built-in one, with these lines behind the first two. */
export function stackWith(lines: string): { readonly 'stacks/bad.yaml': string } {
  return { 'stacks/bad.yaml': `name: bad\nextends: local\n${lines}\n` }
}
