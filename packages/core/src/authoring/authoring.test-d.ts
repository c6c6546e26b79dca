import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Materializer, Tensors } from '../index.ts'
import { and, artifact, commandStep, eq, gt, gte, isSet, listOf, not, pipeline, step, testContext } from '../index.ts'
import type { ArtifactType, Condition, Ref } from '../index.ts'

const Row = z.object({ text: z.string(), label: z.number().int() })
type RowValue = z.infer<typeof Row>
const Weights = artifact<Uint8Array>({ name: 'weights', materializer: 'bytes' })
const Score = z.object({ accuracy: z.number(), rate: z.number() })

const load = step({
  name: 'load',
  inputs: { uri: z.url() },
  outputs: { rows: z.array(Row) },
  retry: { attempts: 3, delay: '10s' },
  timeout: '5m',
  run({ uri }, { signal, log }) {
    expectTypeOf(uri).toEqualTypeOf<string>()
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
    log.info('loaded', { uri })
    return { rows: [{ text: 'a', label: 1 }] }
  },
})
const split = step({
  name: 'split',
  inputs: { rows: z.array(Row), ratio: z.number().default(0.8) },
  outputs: { train: z.array(Row), test: z.array(Row) },
  async run({ rows, ratio }) {
    expectTypeOf(ratio).toEqualTypeOf<number>()
    return { train: rows, test: rows }
  },
})
const fit = step({
  name: 'fit',
  inputs: { train: z.array(Row), rate: z.number() },
  outputs: { weights: Weights, score: Score },
  run: ({ rate }) => ({ weights: new Uint8Array(), score: { accuracy: 0.9, rate } }),
})
const pick = step({
  name: 'pick',
  inputs: { weights: listOf(Weights), scores: z.array(Score) },
  outputs: { weights: Weights, accuracy: z.number() },
  run({ weights, scores }) {
    expectTypeOf(weights).toEqualTypeOf<Uint8Array[]>()
    return { weights: weights[0]!, accuracy: scores[0]!.accuracy }
  },
})
const promote = step({
  name: 'promote',
  inputs: { weights: Weights },
  outputs: { endpoint: z.url() },
  run: () => ({ endpoint: 'https://m.example' }),
})
const report = step({
  name: 'report',
  inputs: { accuracy: z.number(), endpoint: z.url().optional() },
  run({ endpoint }) {
    expectTypeOf(endpoint).toEqualTypeOf<string | undefined>()
  },
})
const page = step({
  name: 'page',
  inputs: { run: z.string(), failure: z.object({ code: z.string() }).optional() },
  run() {},
})

const params = z.object({
  uri: z.url(),
  rates: z.array(z.number()),
  least: z.number().default(0.8),
  note: z.string().optional(),
})

describe('what compiles', () => {
  test('the example of the design', () => {
    pipeline({
      name: 'training',
      params,
      build({ params, run, map, when }) {
        expectTypeOf(params.least).toEqualTypeOf<Ref<number>>()
        expectTypeOf(params.note).toEqualTypeOf<Ref<string | undefined>>()
        const { rows } = run(load, { uri: params.uri })
        expectTypeOf(rows).toEqualTypeOf<Ref<RowValue[]>>()
        const { train } = run(split, { rows, ratio: 0.9 })
        const fits = map(params.rates, (rate) => run(fit, { train, rate }), { name: 'sweep', concurrency: 4 })
        expectTypeOf(fits.weights).toEqualTypeOf<Ref<Uint8Array[]>>()
        const best = run(pick, { weights: fits.weights, scores: fits.score })
        const live = when(gte(best.accuracy, params.least), () => run(promote, { weights: best.weights }))
        expectTypeOf(live.endpoint).toEqualTypeOf<Ref<string | undefined>>()
        run(
          report,
          { accuracy: best.accuracy, endpoint: live.endpoint },
          { retry: { attempts: 2 }, after: [fits, rows] },
        )
        return { weights: best.weights }
      },
    })
  })

  test('an input may be left out where its schema takes undefined', () => {
    pipeline({
      name: 'p',
      params,
      build({ params, run }) {
        const { rows } = run(load, { uri: params.uri })
        run(split, { rows })
        run(split, { rows, ratio: undefined })
      },
    })
  })

  test('maps collect: lists of lists, values that may be undefined, items and their numbers', () => {
    pipeline({
      name: 'p',
      params: z.object({ grid: z.array(z.array(z.number())), train: z.array(Row) }),
      build({ params: { grid, train }, run, map, when }) {
        const outer = map(grid, (row, number) => {
          expectTypeOf(row).toEqualTypeOf<Ref<number[]>>()
          expectTypeOf(number).toEqualTypeOf<Ref<number>>()
          const inner = map(row, (rate) => run(fit, { train, rate }))
          const large = when(gt(number, 3), () => run(promote, { weights: run(fit, { train, rate: 1 }).weights }))
          return { scores: inner.score, endpoint: large.endpoint, row }
        })
        expectTypeOf(outer.scores).toEqualTypeOf<Ref<z.infer<typeof Score>[][]>>()
        expectTypeOf(outer.endpoint).toEqualTypeOf<Ref<(string | undefined)[]>>()
        expectTypeOf(outer.row).toEqualTypeOf<Ref<number[][]>>()
        const nothing = map(grid, (row) => {
          run(report, { accuracy: 1 }, { after: { row } })
        })
        expectTypeOf(nothing).toEqualTypeOf<{}>()
      },
    })
  })

  test('a when with an else gives the union of both arms by name', () => {
    pipeline({
      name: 'p',
      params: z.object({ train: z.array(Row), flag: z.boolean() }),
      build({ params, run, when }) {
        const { weights } = run(fit, { train: params.train, rate: 1 })
        const either = when(
          eq(params.flag, true),
          () => ({ place: run(promote, { weights }).endpoint, weights }),
          () => ({ place: run(fit, { train: params.train, rate: 2 }).score }),
          { name: 'choose' },
        )
        expectTypeOf(either.place).toEqualTypeOf<Ref<string | { accuracy: number; rate: number }>>()
        expectTypeOf(either.weights).toEqualTypeOf<Ref<Uint8Array | undefined>>()
      },
    })
  })

  test('artifact types take the value of their materializer, unless another is given', () => {
    expectTypeOf(artifact({ name: 'a', materializer: 'file' })).toEqualTypeOf<ArtifactType<string>>()
    expectTypeOf(artifact({ name: 'a', materializer: 'text' })).toEqualTypeOf<ArtifactType<string>>()
    expectTypeOf(artifact({ name: 'a', materializer: 'bytes' })).toEqualTypeOf<ArtifactType<Uint8Array>>()
    expectTypeOf(artifact({ name: 'a', materializer: 'safetensors' })).toEqualTypeOf<ArtifactType<Tensors>>()
    expectTypeOf(artifact({ name: 'a', materializer: 'file', optional: true })).toEqualTypeOf<
      ArtifactType<string | undefined>
    >()
    expectTypeOf(artifact<'yes' | 'no'>({ name: 'a', materializer: 'text' })).toEqualTypeOf<
      ArtifactType<'yes' | 'no'>
    >()
    expectTypeOf(artifact<Uint8Array>({ name: 'a', materializer: 'bytes', optional: true })).toEqualTypeOf<
      ArtifactType<Uint8Array | undefined>
    >()
    const dates: Materializer<Date> = {
      name: 'date',
      write: () => Promise.reject(new Error()),
      read: async () => new Date(),
    }
    expectTypeOf(artifact({ name: 'a', materializer: dates })).toEqualTypeOf<ArtifactType<Date>>()
    expectTypeOf(listOf(listOf(Row))).toEqualTypeOf<ArtifactType<RowValue[][]>>()
  })

  test('an optional artifact may be left out of the result and of the wiring', () => {
    const Plot = artifact({ name: 'plot', materializer: 'file', optional: true })
    const draw = step({ name: 'draw', inputs: { plot: Plot }, outputs: { plot: Plot }, run: () => ({}) })
    pipeline({
      name: 'p',
      build({ run }) {
        const { plot } = run(draw, {})
        expectTypeOf(plot).toEqualTypeOf<Ref<string | undefined>>()
        run(draw, { plot }, { name: 'again' })
      },
    })
  })

  test('valibot schemas infer as well', async () => {
    const double = step({
      name: 'double',
      inputs: { value: v.number(), by: v.optional(v.number(), 2) },
      outputs: { result: v.number() },
      run({ value, by }) {
        expectTypeOf(by).toEqualTypeOf<number>()
        return { result: value * by }
      },
    })
    pipeline({
      name: 'p',
      params: v.object({ value: v.number() }),
      build: ({ params, run }) => run(double, { value: params.value }),
    })
    // @ts-expect-error -- a string where the schema takes a number
    await double.run({ value: 'one', by: 2 }, testContext())
    expectTypeOf(await double.run({ value: 1, by: 2 }, testContext())).toEqualTypeOf<{ readonly result: number }>()
  })

  test('schemas that transform take their input and give their output', () => {
    const parse = step({
      name: 'parse',
      inputs: { text: z.string().transform(Number) },
      outputs: { number: z.string().transform(Number) },
      run({ text }) {
        expectTypeOf(text).toEqualTypeOf<number>()
        return { number: String(text) }
      },
    })
    pipeline({
      name: 'p',
      build({ run }) {
        expectTypeOf(run(parse, { text: '1' }).number).toEqualTypeOf<Ref<number>>()
      },
    })
  })

  test('helpers take the tools as arguments', () => {
    pipeline({
      name: 'p',
      params: z.object({ train: z.array(Row) }),
      build({ params, run }) {
        const fitTwice = (rates: readonly number[]) =>
          rates.map((rate) => run(fit, { train: params.train, rate }, { name: `fit-${rate}` }))
        expectTypeOf(fitTwice([1, 2])[0]!.weights).toEqualTypeOf<Ref<Uint8Array>>()
      },
    })
  })

  test('a step serves as a hook when it wants no more than a hook is given', () => {
    step({ name: 's', run() {}, onFailure: page })
    commandStep({ name: 'c', command: ['true'], onEnd: page })
    pipeline({ name: 'p', onSuccess: page, build() {} })
  })
})

describe('what does not compile', () => {
  test('wiring', () => {
    pipeline({
      name: 'p',
      params,
      build({ params, run, map, when }) {
        const { rows } = run(load, { uri: params.uri })
        // @ts-expect-error -- a missing input
        run(load, {})
        // @ts-expect-error -- an unknown input
        run(load, { uri: params.uri, url: 'x' })
        // @ts-expect-error -- a mistyped literal
        run(load, { uri: 1 })
        // @ts-expect-error -- a mistyped ref
        run(fit, { train: rows, rate: params.uri })
        // @ts-expect-error -- an unknown parameter
        void params.url
        // @ts-expect-error -- an unknown output
        void run(split, { rows }).validation
        // @ts-expect-error -- a list into a scalar
        run(fit, { train: rows, rate: params.rates })
        // @ts-expect-error -- a map over what is no list
        map(params.least, (least) => run(report, { accuracy: least }))
        // @ts-expect-error -- a map over a list that is known now
        map([1, 2], (rate) => run(fit, { train: rows, rate }))
        const live = when(gte(params.least, 1), () =>
          run(promote, { weights: run(fit, { train: rows, rate: 1 }).weights }),
        )
        // @ts-expect-error -- an optional branch into a required input
        run(load, { uri: live.endpoint })
        const fits = map(params.rates, (rate) => run(fit, { train: rows, rate }))
        const one = run(fit, { train: rows, rate: 1 })
        // @ts-expect-error -- a ref inside of a literal
        run(pick, { weights: fits.weights, scores: [one.score] })
        // @ts-expect-error -- a literal for an artifact
        run(promote, { weights: new Uint8Array() })
        // @ts-expect-error -- an unknown option
        run(load, { uri: params.uri }, { retries: 3 })
        // @ts-expect-error -- refs are not lifted
        void rows.length
        // @ts-expect-error -- a step that is none
        run({ name: 'load' }, {})
      },
    })
  })

  test('conditions', () => {
    pipeline({
      name: 'p',
      params,
      build({ params, when }) {
        // @ts-expect-error -- an order between a string and a number
        gte(params.uri, 0.9)
        // @ts-expect-error -- an order over what may be undefined
        gte(params.note, 'a')
        // @ts-expect-error -- equality of different types
        eq(params.least, 'a')
        // @ts-expect-error -- equality of lists
        eq(params.rates, params.rates)
        // @ts-expect-error -- a ref is no condition
        when(params.least, () => {})
        // @ts-expect-error -- a literal can only be there
        isSet(1)
        // @ts-expect-error -- nothing to combine
        and()
        expectTypeOf(not(gte(params.uri, 'https://m'))).toEqualTypeOf<Condition>()
      },
    })
  })

  test('definitions', () => {
    // @ts-expect-error -- run gives no output
    step({ name: 's', outputs: { a: z.number() }, run: () => ({}) })
    // @ts-expect-error -- run gives nothing at all
    step({ name: 's', outputs: { a: z.number() }, run() {} })
    // @ts-expect-error -- run mistypes an output
    step({ name: 's', outputs: { a: z.number() }, run: () => ({ a: 'one' }) })
    // @ts-expect-error -- run mistypes an output in time
    step({ name: 's', outputs: { a: z.number() }, run: async () => ({ a: 'one' }) })
    // @ts-expect-error -- no run
    step({ name: 's' })
    // @ts-expect-error -- a unit in words
    step({ name: 's', timeout: '5 minutes', run() {} })
    // @ts-expect-error -- a size without a unit
    step({ name: 's', resources: { memory: '16' }, run() {} })
    // @ts-expect-error -- neither a schema nor an artifact type
    step({ name: 's', inputs: { a: 'number' }, run() {} })
    // @ts-expect-error -- an unknown materializer
    artifact({ name: 'a', materializer: 'pickle' })
    // @ts-expect-error -- a materializer of other values
    artifact<Uint8Array>({ name: 'a', materializer: 'text' })
    // @ts-expect-error -- no command
    commandStep({ name: 'c' })
    const needy = step({ name: 'needy', inputs: { rows: z.array(Row) }, run() {} })
    // @ts-expect-error -- nothing fills the input of a hook
    step({ name: 's', run() {}, onFailure: needy })
    const sure = step({ name: 'sure', inputs: { failure: z.object({ code: z.string() }) }, run() {} })
    // @ts-expect-error -- the failure may be absent
    pipeline({ name: 'p', onEnd: sure, build() {} })
    // @ts-expect-error -- an asynchronous build
    pipeline({ name: 'p', async build() {} })
    // @ts-expect-error -- a build that gives a literal
    pipeline({ name: 'p', build: () => ({ accuracy: 1 }) })
    // @ts-expect-error -- a schema that gives no object
    pipeline({ name: 'p', params: z.string(), build() {} })
    // @ts-expect-error -- an unknown fail mode
    pipeline({ name: 'p', failMode: 'never', build() {} })
    const params = z.object({ rate: z.number(), note: z.string().default('') })
    const build = () => {}
    pipeline({ name: 'p', params, schedule: { cron: '@daily', params: { rate: 1 } }, build })
    pipeline({ name: 'p', schedule: [{ name: 'a', cron: '@daily', timeZone: 'Etc/UTC', concurrency: 'allow' }], build })
    // @ts-expect-error -- a schedule without the parameters that have no default
    pipeline({ name: 'p', params, schedule: { cron: '@daily' }, build })
    // @ts-expect-error -- a schedule with a mistyped parameter
    pipeline({ name: 'p', params, schedule: { cron: '@daily', params: { rate: 'fast' } }, build })
    // @ts-expect-error -- one of several schedules without a name
    pipeline({ name: 'p', schedule: [{ cron: '@daily' }], build })
    // @ts-expect-error -- an unknown concurrency
    pipeline({ name: 'p', schedule: { cron: '@daily', concurrency: 'queue' }, build })
    // @ts-expect-error -- a pipeline without parameters has none
    pipeline({ name: 'p', build: ({ params }) => ({ a: params.a }) })
  })
})
