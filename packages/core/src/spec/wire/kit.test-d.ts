import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createWireKit, oneOf, variantsOf } from './kit.ts'

interface Point {
  readonly x: number
  readonly label?: string
}

type Shape = { readonly kind: 'round'; readonly r: number } | { readonly kind: 'point' }

const { object } = createWireKit('strict')

describe('schemas are checked against the types they describe', () => {
  test('an object has every member, each in its group and of its type', () => {
    expectTypeOf(object<Point>({ x: z.number() }, { label: z.string() })).toEqualTypeOf<z.ZodType<Point>>()
    // @ts-expect-error -- a required member is missing
    object<Point>({}, { label: z.string() })
    // @ts-expect-error -- an optional member is missing
    object<Point>({ x: z.number() }, {})
    // @ts-expect-error -- the optional members are missing
    object<Point>({ x: z.number() })
    // @ts-expect-error -- a member too many
    object<Point>({ x: z.number(), y: z.number() }, { label: z.string() })
    // @ts-expect-error -- a member of another type
    object<Point>({ x: z.string() }, { label: z.string() })
    // @ts-expect-error -- an optional member among the required ones
    object<Point>({ x: z.number(), label: z.string() }, {})
  })

  test('a union has every variant', () => {
    const round = object<Extract<Shape, { kind: 'round' }>>({ kind: z.literal('round'), r: z.number() })
    const point = object<Extract<Shape, { kind: 'point' }>>({ kind: z.literal('point') })
    expectTypeOf(variantsOf<Shape>()('kind', [round, point])).toEqualTypeOf<z.ZodType<Shape>>()
    // @ts-expect-error -- a variant is missing
    variantsOf<Shape>()('kind', [round])
    // @ts-expect-error -- not a property of the union
    variantsOf<Shape>()('type', [round, point])
  })

  test('a set of texts has every text', () => {
    expectTypeOf(oneOf<'a' | 'b'>({ a: true, b: true })).toEqualTypeOf<z.ZodType<'a' | 'b'>>()
    // @ts-expect-error -- a text is missing
    oneOf<'a' | 'b'>({ a: true })
    // @ts-expect-error -- a text too many
    oneOf<'a' | 'b'>({ a: true, b: true, c: true })
  })
})
