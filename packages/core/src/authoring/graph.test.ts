import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { MapNodeSpec, NodeSpec, StepNodeSpec, WhenNodeSpec } from '../spec/pipeline-spec.ts'
import { and, eq, gt, isSet, not, or } from './conditions.ts'
import { listOf } from './artifact.ts'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'

const source = step({
  name: 'source',
  outputs: { list: z.array(z.number()), grid: z.array(z.array(z.number())) },
  run: never,
})
const double = step({ name: 'double', inputs: { value: z.number() }, outputs: { value: z.number() }, run: never })
const add = step({ name: 'add', inputs: { a: z.number(), b: z.number() }, outputs: { sum: z.number() }, run: never })
const sum = step({ name: 'sum', inputs: { values: z.array(z.number()) }, outputs: { sum: z.number() }, run: never })
const join = step({
  name: 'join',
  inputs: { sure: z.number(), maybe: z.number().optional(), more: z.array(z.number().optional()).optional() },
  run: never,
})
const quiet = step({ name: 'quiet', run: () => {} })

function never(): never {
  throw new Error('Recording runs no step.')
}

describe('maps', () => {
  test('a map over the output of a step reads its items and gives lists', () => {
    const { nodes } = pipeline({
      name: 'p',
      build({ run, map }) {
        const { list } = run(source, {})
        const doubled = map(list, (value) => run(double, { value }), { name: 'each', bundle: 5 })
        run(sum, { values: doubled.value })
      },
    }).toSpec()

    const [, each, total] = nodes as [StepNodeSpec, MapNodeSpec, StepNodeSpec]
    expect(each).toMatchObject({ kind: 'map', over: { from: 'output', node: 'source', output: 'list' }, bundle: 5 })
    expect(each).not.toHaveProperty('concurrency')
    expect((each.body.nodes[0] as StepNodeSpec).inputs['value']!.source).toEqual({ from: 'item', map: 'each' })
    expect(each.body.outputs).toEqual({ value: { from: 'output', node: 'each.double', output: 'value' } })
    expect(total.inputs['values']!.source).toEqual({ from: 'output', node: 'each', output: 'value' })
  })

  test('nested maps use the items and numbers of both, and give lists of lists', () => {
    const { nodes, outputs } = pipeline({
      name: 'p',
      build({ run, map }) {
        const { grid } = run(source, {})
        const rows = map(
          grid,
          (row, number) => {
            const cells = map(row, (cell) => run(add, { a: cell, b: number }), { name: 'cells' })
            return { total: run(sum, { values: cells.sum }).sum, cells: cells.sum }
          },
          { name: 'rows' },
        )
        return rows
      },
    }).toSpec()

    const rows = nodes[1] as MapNodeSpec
    const cells = rows.body.nodes[0] as MapNodeSpec
    expect(cells.over).toEqual({ from: 'item', map: 'rows' })
    expect((cells.body.nodes[0] as StepNodeSpec).inputs).toMatchObject({
      a: { source: { from: 'item', map: 'rows.cells' } },
      b: { source: { from: 'index', map: 'rows' } },
    })
    expect(rows.body.outputs).toEqual({
      total: { from: 'output', node: 'rows.sum', output: 'sum' },
      cells: { from: 'output', node: 'rows.cells', output: 'sum' },
    })
    expect(outputs['cells']).toEqual({ from: 'output', node: 'rows', output: 'cells' })
  })

  test('a map inside of a when and a when inside of a map lie in each other’s scopes', () => {
    const spec = pipeline({
      name: 'p',
      params: z.object({ list: z.array(z.number()), wide: z.boolean() }),
      build({ params, run, map, when }) {
        const found = when(
          eq(params.wide, true),
          () =>
            map(params.list, (value) => when(gt(value, 3), () => run(double, { value }), { name: 'large' }), {
              name: 'each',
            }),
          { name: 'choose' },
        )
        run(join, { sure: 1, more: found.value })
      },
    }).toSpec()

    expect(pathsOf(spec.nodes)).toEqual([
      'choose',
      'choose.then.each',
      'choose.then.each.large',
      'choose.then.each.large.then.double',
      'join',
    ])
    const each = (spec.nodes[0] as WhenNodeSpec).then.nodes[0] as MapNodeSpec
    expect((each.body.nodes[0] as WhenNodeSpec).condition).toEqual({
      op: 'gt',
      left: { from: 'item', map: 'choose.then.each' },
      right: { from: 'value', value: 3 },
    })
  })

  test('a block may give out its item and refs of the outside', () => {
    const { nodes } = pipeline({
      name: 'p',
      params: z.object({ list: z.array(z.number()), base: z.number() }),
      build({ params, run, map }) {
        map(params.list, (item, index) => ({ item, index, base: params.base, ...run(double, { value: item }) }))
      },
    }).toSpec()

    expect((nodes[0] as MapNodeSpec).body.outputs).toEqual({
      item: { from: 'item', map: 'map' },
      index: { from: 'index', map: 'map' },
      base: { from: 'param', name: 'base' },
      value: { from: 'output', node: 'map.double', output: 'value' },
    })
  })

  test('the length of a list plays no part: a map over an empty one is the same node', () => {
    const over = pipeline({
      name: 'p',
      params: z.object({ list: z.array(z.number()).default([]) }),
      build: ({ params, run, map }) => map(params.list, (value) => run(double, { value })),
    }).toSpec()

    expect(over.nodes).toHaveLength(1)
    expect(over.outputs).toEqual({ value: { from: 'output', node: 'map', output: 'value' } })
  })
})

describe('whens', () => {
  test('an output of an arm joins an ordinary step as an optional input', () => {
    const { nodes } = pipeline({
      name: 'p',
      params: z.object({ n: z.number() }),
      build({ params, run, when }) {
        const maybe = when(gt(params.n, 1), () => run(double, { value: params.n }))
        run(join, { sure: params.n, maybe: maybe.value })
      },
    }).toSpec()

    const [, joined] = nodes as [WhenNodeSpec, StepNodeSpec]
    expect(joined.inputs['maybe']).toMatchObject({
      source: { from: 'output', node: 'when', output: 'value' },
      optional: true,
    })
    expect(joined.inputs['more']).not.toHaveProperty('source')
  })

  test('both arms give out under one name, and an arm may only choose among what there is', () => {
    const { nodes, outputs } = pipeline({
      name: 'p',
      params: z.object({ n: z.number() }),
      build({ params, run, when }) {
        return when(
          gt(params.n, 1),
          () => ({ n: run(double, { value: params.n }).value }),
          () => ({ n: params.n, plain: params.n }),
        )
      },
    }).toSpec()

    const node = nodes[0] as WhenNodeSpec
    expect(node.then.outputs).toEqual({ n: { from: 'output', node: 'when.then.double', output: 'value' } })
    expect(node.else).toEqual({
      nodes: [],
      outputs: { n: { from: 'param', name: 'n' }, plain: { from: 'param', name: 'n' } },
    })
    expect(Object.keys(outputs)).toEqual(['n', 'plain'])
  })

  test('conditions are data, however deep', () => {
    const { nodes } = pipeline({
      name: 'p',
      params: z.object({ n: z.number(), s: z.string().optional() }),
      build({ params: { n, s }, run, when }) {
        when(and(or(eq(n, 1), not(gt(n, 2))), isSet(s), eq(s, 'a')), () => run(double, { value: n }))
      },
    }).toSpec()

    const left = { from: 'param', name: 'n' }
    expect((nodes[0] as WhenNodeSpec).condition).toEqual({
      op: 'and',
      of: [
        {
          op: 'or',
          of: [
            { op: 'eq', left, right: { from: 'value', value: 1 } },
            { op: 'not', of: { op: 'gt', left, right: { from: 'value', value: 2 } } },
          ],
        },
        { op: 'isSet', source: { from: 'param', name: 's' } },
        { op: 'eq', left: { from: 'param', name: 's' }, right: { from: 'value', value: 'a' } },
      ],
    })
  })
})

describe('steps', () => {
  test('triangles and staged joins are edges like any other', () => {
    const { nodes } = pipeline({
      name: 'p',
      params: z.object({ n: z.number() }),
      build({ params, run }) {
        const a = run(double, { value: params.n }, { name: 'a' })
        const b = run(double, { value: a.value }, { name: 'b' })
        const ab = run(add, { a: a.value, b: b.value }, { name: 'ab' })
        run(add, { a: ab.sum, b: a.value }, { name: 'abc' })
      },
    }).toSpec()

    const edges = (nodes as StepNodeSpec[]).map(({ inputs }) =>
      Object.values(inputs).map(({ source }) => (source?.from === 'output' ? source.node : source?.from)),
    )
    expect(edges).toEqual([['param'], ['a'], ['a', 'b'], ['ab', 'a']])
  })

  test('a literal becomes a value, and an optional input may be left out', () => {
    const { nodes } = pipeline({
      name: 'p',
      build({ run }) {
        run(join, { sure: 1, maybe: undefined, more: [1, 2] })
      },
    }).toSpec()

    const { inputs } = nodes[0] as StepNodeSpec
    expect(inputs['sure']!.source).toEqual({ from: 'value', value: 1 })
    expect(inputs['sure']).not.toHaveProperty('optional')
    expect(inputs['maybe']).toEqual({ type: expect.anything() as unknown, optional: true })
    expect(inputs['more']!.source).toEqual({ from: 'value', value: [1, 2] })
  })

  test('after waits for nodes of this scope and those around it, whatever they give', () => {
    const { nodes } = pipeline({
      name: 'p',
      params: z.object({ list: z.array(z.number()) }),
      build({ params, run, map }) {
        const first = run(quiet, {}, { name: 'first' })
        const each = map(params.list, (value) => run(double, { value }, { after: first }), { after: [first] })
        run(quiet, {}, { name: 'last', after: [first, each.value, each] })
      },
    }).toSpec()

    expect(nodes[1]).toMatchObject({ after: ['first'], body: { nodes: [{ after: ['first'] }] } })
    expect(nodes[2]).toMatchObject({ id: 'last', after: ['first', 'map'] })
  })

  test('the policy of a call is merged over that of the step', () => {
    const patient = step({
      name: 'patient',
      retry: { attempts: 3, delay: '2s' },
      resources: { cpu: 2 },
      env: { A: '1' },
      run() {},
    })
    const { nodes, policy } = pipeline({
      name: 'p',
      timeout: '1h',
      build({ run }) {
        run(patient, {}, { retry: { attempts: 5 }, resources: { memory: '1Gi' }, env: { B: '2' }, operator: 'gpu' })
      },
    }).toSpec()

    expect((nodes[0] as StepNodeSpec).policy).toEqual({
      retry: { attempts: 5, delay: '2s' },
      resources: { cpu: 2, memory: '1Gi' },
      env: { A: '1', B: '2' },
      operator: 'gpu',
    })
    expect(policy).toEqual({ timeout: '1h' })
  })

  test('listOf describes its items, also when they are schemas', () => {
    const lists = step({
      name: 'lists',
      inputs: { in: listOf(z.string().transform(Number)) },
      outputs: { out: listOf(z.string().transform(Number)) },
      run: () => ({ out: [] }),
    })
    const { nodes } = pipeline({
      name: 'p',
      build({ run }) {
        run(lists, { in: run(lists, { in: run(lists, { in: none() }).out }, { name: 'b' }).out }, { name: 'c' })

        function none() {
          return run(step({ name: 'none', outputs: { out: listOf(z.number()) }, run: () => ({ out: [] }) }), {}).out
        }
      },
    }).toSpec()

    const node = nodes.find(({ id }) => id === 'lists') as StepNodeSpec
    expect(node.inputs['in']!.type).toEqual({
      materializer: 'list',
      item: { materializer: 'json', schema: { type: 'string' } },
    })
    // What a transform gives, JSON Schema cannot say.
    expect(node.outputs['out']).toEqual({ materializer: 'list', item: { materializer: 'json' } })
  })
})

describe('hooks', () => {
  const page = step({
    name: 'page',
    inputs: { run: z.string(), status: z.string(), failure: z.object({ code: z.string() }).optional() },
    run() {},
  })
  const other = step({ name: 'other', run() {} })

  test('are nodes with a role, whose inputs have no source', () => {
    const risky = step({ name: 'risky', onFailure: page, run() {} })
    const made = pipeline({
      name: 'p',
      onEnd: page,
      onSuccess: other,
      build({ run }) {
        run(risky, {})
        run(risky, {}, { name: 'again', onFailure: other, onSuccess: page })
      },
    })
    const { nodes, hooks } = made.toSpec()

    expect(hooks!.map(({ id, role }) => [role, id])).toEqual([
      ['onSuccess', 'other'],
      ['onEnd', 'page'],
    ])
    expect(hooks![1]!.inputs).toEqual({
      run: { type: { materializer: 'json', schema: { type: 'string' } } },
      status: { type: { materializer: 'json', schema: { type: 'string' } } },
      failure: { type: expect.anything() as unknown, optional: true },
    })
    expect((nodes[0] as StepNodeSpec).hooks!.map(({ id, role }) => [role, id])).toEqual([['onFailure', 'page']])
    expect((nodes[1] as StepNodeSpec).hooks!.map(({ id, role }) => [role, id])).toEqual([
      ['onSuccess', 'page'],
      ['onFailure', 'other'],
    ])
    expect(made.stepAt('onEnd.page')!.name).toBe('page')
    expect(made.stepAt('again.onFailure.other')!.name).toBe('other')
  })

  test('keep their own policy', () => {
    const slow = step({ name: 'slow', timeout: '1h', run() {} })
    const spec = pipeline({ name: 'p', onEnd: slow, build: ({ run }) => void run(other, {}) }).toSpec()

    expect(spec.hooks![0]!.policy).toEqual({ timeout: '1h' })
  })
})

function pathsOf(nodes: readonly NodeSpec[], prefix = ''): string[] {
  return nodes.flatMap((node) => {
    const path = `${prefix}${node.id}`
    if (node.kind === 'step') return [path]
    if (node.kind === 'map') return [path, ...pathsOf(node.body.nodes, `${path}.`)]
    return [path, ...pathsOf(node.then.nodes, `${path}.then.`), ...pathsOf(node.else?.nodes ?? [], `${path}.else.`)]
  })
}
