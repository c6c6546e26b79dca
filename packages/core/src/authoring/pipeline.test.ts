import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isPipelineDefinition } from '../contracts/definition.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'

const greet = step({
  name: 'greet',
  inputs: { name: z.string() },
  outputs: { text: z.string() },
  run: ({ name }) => ({ text: name }),
})

describe('the definition', () => {
  test('is marked, calls build once, and only when the graph is asked for', () => {
    let calls = 0
    const made = pipeline({
      name: 'hello',
      build({ run }) {
        calls += 1
        return run(greet, { name: 'you' })
      },
    })

    expect(isPipelineDefinition(made)).toBe(true)
    expect(calls).toBe(0)
    expect(made.toSpec()).toBe(made.toSpec())
    expect(made.stepAt('greet')!.run!({ name: 'a' }, {} as never)).toEqual({ text: 'a' })
    expect(made.stepAt('greeting')).toBeUndefined()
    expect(calls).toBe(1)
  })

  test('carries what the author said of it, and nothing else', () => {
    const spec = pipeline({
      name: 'hello',
      description: 'Greets.',
      params: z.object({ name: z.string().default('you') }),
      failMode: 'continue',
      deadline: '2h',
      image: 'node:24',
      build: ({ params, run }) => run(greet, params),
    }).toSpec()

    expect(spec).toMatchObject({
      schema: 'regauge.pipeline/1',
      name: 'hello',
      description: 'Greets.',
      params: { type: 'object', properties: { name: { type: 'string', default: 'you' } } },
      failMode: 'continue',
      deadline: '2h',
      policy: { image: 'node:24' },
      outputs: { text: { from: 'output', node: 'greet', output: 'text' } },
    })
    expect(JSON.parse(canonicalJson(spec))).toEqual(spec)
    const bare = pipeline({ name: 'bare', build: ({ run }) => void run(greet, { name: 'x' }) }).toSpec()
    expect(Object.keys(bare).sort()).toEqual(['name', 'nodes', 'outputs', 'policy', 'schema'])
  })

  test('is frozen all the way down, without freezing what the author passed', () => {
    const retry = { attempts: 2, onOom: { memory: 2 } }
    const literal = ['a']
    const tags = step({ name: 'tags', inputs: { tags: z.array(z.string()) }, retry, run() {} })
    const spec = pipeline({ name: 'p', build: ({ run }) => void run(tags, { tags: literal }) }).toSpec()

    expect(isFrozen(spec)).toBe(true)
    expect([retry, retry.onOom, literal].some((given) => Object.isFrozen(given))).toBe(false)
  })

  test('has no schema of parameters where the library cannot tell', () => {
    const spec = pipeline({
      name: 'p',
      params: v.object({ name: v.string() }),
      build: ({ params, run }) => run(greet, { name: params.name }),
    }).toSpec()

    expect(spec.params).toBeNull()
  })
})

describe('params', () => {
  test('destructure, spread and answer neither then nor symbols', () => {
    pipeline({
      name: 'p',
      params: z.object({ name: z.string() }),
      build({ params, run }) {
        const odd = params as unknown as Record<PropertyKey, unknown>
        expect(odd['then']).toBeUndefined()
        expect(odd[Symbol.iterator]).toBeUndefined()
        expect(Object.keys(params)).toEqual(['name'])
        run(greet, { ...params })
      },
    }).toSpec()
  })

  test('an unknown one is an error with the closest name', () => {
    const made = pipeline({
      name: 'p',
      params: z.object({ name: z.string() }),
      build: ({ params, run }) => run(greet, { name: (params as unknown as { nmae: typeof params.name }).nmae }),
    })

    expect(() => made.toSpec()).toThrow(
      expect.objectContaining({ code: 'AUTHORING_PARAM_UNKNOWN', hint: 'Did you mean "name"?' }),
    )
  })

  test('a schema that allows more names, or tells none, allows every name but no listing', () => {
    for (const params of [z.looseObject({ name: z.string() }), v.object({ name: v.string(), more: v.string() })]) {
      const made = pipeline({
        name: 'p',
        params,
        build({ params, run }) {
          expect(() => Object.keys(params)).toThrow(expect.objectContaining({ code: 'AUTHORING_PARAM_UNKNOWN' }))
          run(greet, { name: (params as unknown as { more: typeof params.name }).more })
        },
      })
      expect(made.toSpec().nodes[0]).toMatchObject({ inputs: { name: { source: { from: 'param', name: 'more' } } } })
    }
  })
})

describe('parseParams', () => {
  const made = pipeline({
    name: 'hello',
    params: z.object({ name: z.string(), rates: z.array(z.object({ value: z.number() })).default([]) }),
    build: ({ params, run }) => run(greet, { name: params.name }),
  })

  test('fills in defaults and freezes', async () => {
    const params = await made.parseParams({ name: 'you' })

    expect(params).toEqual({ name: 'you', rates: [] })
    expect(isFrozen(params)).toBe(true)
  })

  test('names every issue with its path', async () => {
    await expect(made.parseParams({ rates: [{ value: 1 }, { value: 'x' }] })).rejects.toMatchObject({
      code: 'PARAMS_INVALID',
      message: expect.stringMatching(/"hello".*name: .*; rates\[1\]\.value: /) as unknown,
      details: { issues: [{ path: 'name' }, { path: 'rates[1].value' }] },
    })
    await expect(made.parseParams('x')).rejects.toMatchObject({ code: 'PARAMS_INVALID' })
  })

  test('waits for schemas that answer later', async () => {
    const asynchronous = pipeline({
      name: 'p',
      params: z.object({ name: z.string().refine(async (name) => name !== 'me', 'not me') }),
      build: ({ params, run }) => run(greet, { name: params.name }),
    })

    await expect(asynchronous.parseParams({ name: 'you' })).resolves.toEqual({ name: 'you' })
    await expect(asynchronous.parseParams({ name: 'me' })).rejects.toThrow('name: not me')
  })

  test('refuses what a record cannot keep, and says where it is', async () => {
    const dated = pipeline({
      name: 'p',
      params: z.object({ since: z.coerce.date(), label: z.string().optional() }),
      build: ({ run }) => run(greet, { name: 'x' }),
    })

    await expect(dated.parseParams({ since: '2026-01-01' })).rejects.toMatchObject({
      code: 'AUTHORING_PARAMS_NOT_JSON',
      message: expect.stringContaining('a Date at since') as unknown,
    })
  })

  test('leaves out what is undefined', async () => {
    const optional = pipeline({
      name: 'p',
      params: z.object({ label: z.string().optional() }),
      build: ({ run }) => run(greet, { name: 'x' }),
    })

    expect(Object.keys(await optional.parseParams({ label: undefined }))).toEqual([])
  })

  test('a pipeline without parameters takes none', async () => {
    const bare = pipeline({ name: 'bare', build: ({ run }) => run(greet, { name: 'x' }) })

    await expect(bare.parseParams(undefined)).resolves.toEqual({})
    await expect(bare.parseParams({})).resolves.toEqual({})
    await expect(bare.parseParams({ a: 1 })).rejects.toMatchObject({ code: 'PARAMS_INVALID' })
  })
})

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozen)
}
