import { z } from 'zod'
import type { Comparison, ConditionSpec } from '../condition.ts'
import type { SourceSpec } from '../source.ts'
import { oneOf, variantsOf, type WireKit } from './kit.ts'
import { json, listOf, text } from './scalars.ts'

/** Schemas of what joins nodes. */
export interface GraphWire {
  readonly source: z.ZodType<SourceSpec>
  readonly condition: z.ZodType<ConditionSpec>
}

export function graphWire(kit: WireKit): GraphWire {
  const source = kit.named('Source', sourceWire(kit))
  return { source, condition: kit.named('Condition', conditionWire(kit, source)) }
}

type Source<F extends SourceSpec['from']> = Extract<SourceSpec, { from: F }>

function sourceWire({ object }: WireKit): z.ZodType<SourceSpec> {
  return variantsOf<SourceSpec>()('from', [
    object<Source<'value'>>({ from: z.literal('value'), value: json }),
    object<Source<'param'>>({ from: z.literal('param'), name: text }),
    object<Source<'output'>>({ from: z.literal('output'), node: text, output: text }),
    object<Source<'item'>>({ from: z.literal('item'), map: text }),
    object<Source<'index'>>({ from: z.literal('index'), map: text }),
  ])
}

type Condition<O extends ConditionSpec['op']> = Extract<ConditionSpec, { op: O }>

function conditionWire({ object }: WireKit, source: z.ZodType<SourceSpec>): z.ZodType<ConditionSpec> {
  const comparison = oneOf<Comparison>({ eq: true, ne: true, lt: true, lte: true, gt: true, gte: true })
  const inside = z.lazy(() => condition)
  const condition: z.ZodType<ConditionSpec> = variantsOf<ConditionSpec>()('op', [
    object<Condition<Comparison>>({ op: comparison, left: source, right: source }),
    object<Condition<'and' | 'or'>>({ op: oneOf<'and' | 'or'>({ and: true, or: true }), of: listOf(inside) }),
    object<Condition<'not'>>({ op: z.literal('not'), of: inside }),
    object<Condition<'isSet'>>({ op: z.literal('isSet'), source }),
  ])
  return condition
}
