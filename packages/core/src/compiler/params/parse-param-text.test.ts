import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Json, JsonSchema } from '../../util/json.ts'
import { parseParamText } from './parse-param-text.ts'

const read = (text: string, schema: JsonSchema) => parseParamText(text, schema, schema)
/** What zod writes into a spec. */
const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: 'input' }) as JsonSchema

test.each<[z.ZodType, string, Json]>([
  [z.string(), '007', '007'],
  [z.string(), '', ''],
  [z.string(), '{"a": 1}', '{"a": 1}'],
  [z.number(), '1e-3', 0.001],
  [z.number(), '.5', 0.5],
  [z.number(), '-2', -2],
  [z.int(), '1e3', 1000],
  [z.boolean(), 'false', false],
  [z.array(z.number()), '0.1,0.2', [0.1, 0.2]],
  [z.array(z.number()), '[0.1, 0.2]', [0.1, 0.2]],
  [z.array(z.number()), '0.1', [0.1]],
  [z.array(z.number()), '', []],
  [z.array(z.string()), 'a, b,3', ['a', 'b', '3']],
  [z.array(z.string()), '["a,b"]', ['a,b']],
  [z.tuple([z.string(), z.int()]), 'a,3', ['a', 3]],
  [z.object({ a: z.int() }), '{"a": 1}', { a: 1 }],
  [z.record(z.string(), z.int()), '{"a": 1}', { a: 1 }],
  [z.enum(['adam', 'sgd']), 'sgd', 'sgd'],
  [z.literal([1, 2]), '2', 2],
  [z.literal('all'), 'all', 'all'],
  [z.number().nullable(), 'null', null],
  [z.number().nullable(), '3', 3],
  [z.string().nullable(), 'null', null],
  [z.number().default(0.9), '0.5', 0.5],
  [z.number().optional(), '0.5', 0.5],
  [z.union([z.string(), z.number()]), '5', 5],
  [z.union([z.string(), z.number()]), 'five', 'five'],
  [z.union([z.literal('auto'), z.int()]), 'auto', 'auto'],
  [z.union([z.number(), z.array(z.number())]), '1,2', [1, 2]],
  [z.union([z.string(), z.array(z.string())]), 'a,b', 'a,b'],
  [z.union([z.string(), z.array(z.string())]), '["a","b"]', ['a', 'b']],
  [z.intersection(z.number(), z.number()), '4', 4],
  [z.any(), '[1]', [1]],
  [z.any(), 'text', 'text'],
])('reads a text by the schema of %o', (type, text, value) => {
  expect(read(text, schemaOf(type))).toEqual({ value })
})

test.each<[z.ZodType, string, string]>([
  [z.number(), 'fast', 'a number such as 0.1 or 1e-3'],
  [z.number(), '', 'a number such as 0.1 or 1e-3'],
  [z.number(), 'Infinity', 'a number such as 0.1 or 1e-3'],
  [z.number(), '0x10', 'a number such as 0.1 or 1e-3'],
  [z.number(), '1e999', 'a number such as 0.1 or 1e-3'],
  [z.int(), '1.5', 'a whole number'],
  [z.int(), '9007199254740993', 'a whole number'],
  [z.boolean(), 'yes', 'true or false'],
  [z.null(), 'nil', 'null'],
  [z.array(z.number()), '[1, 2', 'a JSON list such as [1, 2]'],
  [z.array(z.number()), '1,b', 'a list, by commas or in JSON, of which each item is a number such as 0.1 or 1e-3'],
  [z.object({}), 'a=1', 'a JSON object such as {"a": 1}'],
  [z.object({}), '[1]', 'a JSON object such as {"a": 1}'],
  [z.enum(['adam', 'sgd']), 'adams', 'one of "adam", "sgd"'],
  [z.literal('all'), 'some', '"all"'],
  [z.int().nullable(), 'x', 'a whole number, or null'],
])('says what the schema of %o expects', (type, text, expected) => {
  expect(read(text, schemaOf(type))).toEqual({ expected })
})

test('follows references within the schema, and takes those that lead nowhere for any value', () => {
  const root = { $defs: { 'a/b': { type: 'integer' }, loop: { $ref: '#/$defs/loop' } } }
  expect(parseParamText('3', { $ref: '#/$defs/a~1b' }, root)).toEqual({ value: 3 })
  expect(parseParamText('x', { $ref: '#/$defs/loop' }, root)).toEqual({ value: 'x' })
  expect(parseParamText('3', { $ref: 'https://example.org/schema' }, root)).toEqual({ value: 3 })
})

test('comes to an end with schemas that contain themselves', () => {
  const nested = { anyOf: [{ type: 'number' }, { type: 'array', items: { $ref: '#' } }] }
  expect(read('1,[2,3]', nested)).toEqual({ expected: expect.stringContaining('a JSON list') })
  expect(read('[1,[2,3]]', nested)).toEqual({ value: [1, [2, 3]] })
  expect(read('1,2', nested)).toEqual({ value: [1, 2] })
  expect(read('x', schemaOf(z.json()))).toEqual({ value: 'x' })
  expect(read('7', { anyOf: [{ $ref: '#' }] })).toEqual({ value: 7 })
})

test('reads every number and every list of numbers as it is printed', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))
  fc.assert(
    fc.property(fc.array(finite), (values) => {
      expect(read(values.join(','), schemaOf(z.array(z.number())))).toEqual({ value: values })
      for (const value of values) expect(read(String(value), { type: 'number' })).toEqual({ value })
    }),
  )
})
