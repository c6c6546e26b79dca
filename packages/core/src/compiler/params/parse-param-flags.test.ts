import { describe, expect, test } from 'vitest'
import { isRegaugeError } from '../../errors/regauge-error.ts'
import { parseParamFlags } from './parse-param-flags.ts'
import { readParams } from './read-params.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    rates: { type: 'array', items: { type: 'number' } },
    epochs: { type: 'integer' },
  },
}

function textOfError(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isRegaugeError(error)) return `${error.code}: ${error.message} ${error.hint}`
  }
  return 'nothing was thrown'
}

describe('parseParamFlags', () => {
  test('reads each value by the schema of its parameter', () => {
    expect(parseParamFlags(['path=a=b.csv', 'rates=0.1,0.3', 'epochs=3'], SCHEMA)).toEqual({
      path: 'a=b.csv',
      rates: [0.1, 0.3],
      epochs: 3,
    })
  })

  test('joins the flags of a list, and takes the last one of anything else', () => {
    const flags = ['rates=0.1', 'epochs=1', 'rates=0.2,0.3', 'epochs=2']
    expect(parseParamFlags(flags, SCHEMA)).toEqual({ rates: [0.1, 0.2, 0.3], epochs: 2 })
  })

  test('takes JSON for what it is, and else the text, where nothing is known of the parameters', () => {
    const flags = ['a=1', 'b=true', 'c=[1]', 'd={"e":1}', 'e=null', 'f="g"', 'h=1.5.2', '__proto__=1']
    expect(Object.entries(parseParamFlags(flags, null))).toEqual([
      ['a', 1],
      ['b', true],
      ['c', [1]],
      ['d', { e: 1 }],
      ['e', 'null'],
      ['f', '"g"'],
      ['h', '1.5.2'],
      ['__proto__', 1],
    ])
  })

  test('reads further parameters by the schema of the others, where others are allowed', () => {
    const open = { ...SCHEMA, additionalProperties: { type: 'string' } }
    expect(parseParamFlags(['tag=1'], open)).toEqual({ tag: '1' })
    expect(parseParamFlags(['tag=1'], { ...SCHEMA, additionalProperties: true })).toEqual({ tag: 1 })
  })

  test.each<[string, string, Parameters<typeof parseParamFlags>[1]]>([
    ['an unknown name', 'rate=1', SCHEMA],
    ['a name that every object has', 'constructor=1', SCHEMA],
    ['any name where there are no parameters', 'rate=1', undefined],
    ['a value of the wrong type', 'epochs=many', SCHEMA],
    ['an item of the wrong type', 'rates=0.1,fast', SCHEMA],
    ['a flag without a value', 'epochs', SCHEMA],
    ['a flag without a name', '=3', SCHEMA],
  ])('refuses %s', (_, flag, schema) => {
    expect(textOfError(() => parseParamFlags([flag], schema))).toMatchSnapshot()
  })
})

describe('readParams', () => {
  test('lets flags win over what was given, list by list', () => {
    const given = { rates: [9], epochs: 1 }
    expect(readParams({ given, flags: ['rates=0.1'], schema: SCHEMA })).toEqual({ rates: [0.1], epochs: 1 })
    expect(readParams({ schema: undefined })).toEqual({})
  })

  test('refuses unknown names among what was given', () => {
    expect(textOfError(() => readParams({ given: { epoch: 1 }, schema: SCHEMA }))).toBe(
      'PARAMS_UNKNOWN: The pipeline has no parameter "epoch". Did you mean "epochs"?',
    )
  })
})
