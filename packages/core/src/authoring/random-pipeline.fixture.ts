import * as fc from 'fast-check'
import { z } from 'zod'
import { and, gte, isSet, lt, not } from './conditions.ts'
import { pipeline, type Pipeline } from './pipeline.ts'
import type { Ref } from './ref.ts'
import { step } from './step.ts'
import type { BuildTools } from './tools.ts'

/** What a random graph is made of; picks are taken modulo the number of refs in reach. */
export type Part =
  | { readonly kind: 'step'; readonly picks: readonly number[]; readonly literal: number | undefined }
  | { readonly kind: 'map'; readonly over: number; readonly body: readonly Part[]; readonly bundle: number | undefined }
  | {
      readonly kind: 'when'
      readonly picks: readonly number[]
      readonly block: readonly Part[]
      readonly otherwise: readonly Part[]
    }

/** Graphs with maps in maps, whens in maps, maps in whens, and joins across all that lies in reach. */
export const parts: fc.Arbitrary<readonly Part[]> = fc.letrec<{ block: readonly Part[]; part: Part }>((tie) => ({
  block: fc.array(tie('part'), { minLength: 1, maxLength: 4, depthIdentifier: 'graph' }),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'graph' },
    fc.record({
      kind: fc.constant('step' as const),
      picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
      literal: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant('map' as const),
      over: fc.nat(),
      body: tie('block'),
      bundle: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant('when' as const),
      picks: fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
      block: tie('block'),
      otherwise: fc.oneof(fc.constant([]), tie('block')),
    }),
  ),
})).block

const mix = step({
  name: 'mix',
  inputs: { a: z.number(), b: z.number().optional(), c: z.array(z.number().optional()).optional() },
  outputs: { one: z.number(), list: z.array(z.number()) },
  run: () => ({ one: 1, list: [1] }),
})

/** The refs that a block may use. */
interface Reach {
  readonly numbers: readonly Ref<number>[]
  readonly maybes: readonly Ref<number | undefined>[]
  readonly lists: readonly Ref<number[]>[]
}

/** The pipeline that builds a random graph. */
export function pipelineOf(graph: readonly Part[]): Pipeline {
  return pipeline({
    name: 'random',
    params: z.object({ n: z.number(), list: z.array(z.number()) }),
    build({ params, ...tools }) {
      const reach = add(graph, tools, { numbers: [params.n], maybes: [], lists: [params.list] })
      return { n: reach.numbers.at(-1)!, list: reach.lists.at(-1)! }
    },
  })
}

type Tools = Omit<BuildTools<object>, 'params'>

function add(graph: readonly Part[], tools: Tools, outer: Reach): Reach {
  let reach = outer
  for (const [index, part] of graph.entries()) reach = addPart(part, { tools, reach, name: `${part.kind}${index}` })
  return reach
}

function addPart(part: Part, { tools, reach, name }: { tools: Tools; reach: Reach; name: string }): Reach {
  const { run, map, when } = tools
  const { numbers, maybes, lists } = reach
  switch (part.kind) {
    case 'step': {
      const [a = 0, b = 0, c = 0] = part.picks
      const optional = { b: pick([undefined, ...maybes], b), c: pick([undefined, ...lists], c) }
      const made = run(mix, { a: part.literal ?? pick(numbers, a), ...optional }, { name })
      return { ...reach, numbers: [...numbers, made.one], lists: [...lists, made.list] }
    }
    case 'map': {
      const each = map(
        pick(lists, part.over),
        (item, number) => {
          const inside = add(part.body, tools, { ...reach, numbers: [...numbers, item, number] })
          run(mix, { a: item }, { name: 'last' })
          return { n: inside.numbers.at(-1)!, item }
        },
        part.bundle === undefined ? { name } : { name, bundle: part.bundle },
      )
      return { ...reach, lists: [...lists, each.n, each.item] }
    }
    case 'when': {
      const [left = 0, right = 0] = part.picks
      const condition = and(
        gte(pick(numbers, left), 0),
        not(lt(pick(numbers, right), pick(numbers, left))),
        isSet(pick(numbers, 0)),
      )
      const arm = (block: readonly Part[]) => () => ({ n: add(block, tools, reach).numbers.at(-1)! })
      if (part.otherwise.length === 0) {
        return { ...reach, maybes: [...maybes, when(condition, arm(part.block), { name }).n] }
      }
      return { ...reach, numbers: [...numbers, when(condition, arm(part.block), arm(part.otherwise), { name }).n] }
    }
  }
}

function pick<T>(from: readonly T[], at: number): T {
  return from.at(at % from.length)!
}
