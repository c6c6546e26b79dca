import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodePlan, Plan, StepPlan } from '../spec/plan.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'
import type { RegaugeError } from '../errors/regauge-error.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { anySpec } from './any-spec.fixture.ts'
import { compile } from './compile.ts'
import { formatPlan } from './format-plan.ts'
import { mapNode, pipelineSpec, scope, stackFacts, stepNode, TRAINING, TRAINING_PARAMS } from './specs.fixture.ts'

function* nodesOf(
  nodes: readonly NodePlan[],
  prefix = '',
): Generator<{ node: NodePlan; scope: string; known: string[] }> {
  const known: string[] = []
  for (const node of nodes) {
    yield { node, scope: prefix, known: [...known] }
    known.push(node.path)
    if (node.kind === 'map') yield* nodesOf(node.body.nodes, `${node.path}.`)
    if (node.kind === 'when') yield* nodesOf(node.then.nodes, `${node.path}.then.`)
    if (node.kind === 'when' && node.else) yield* nodesOf(node.else.nodes, `${node.path}.else.`)
  }
}

function errorOf(run: () => unknown): RegaugeError {
  try {
    run()
  } catch (error) {
    if (isRegaugeError(error)) return error
  }
  throw new Error('expected a coded error')
}

function onlyStep(plan: Plan): StepPlan {
  const [node] = plan.nodes
  if (node?.kind !== 'step') throw new Error('expected a step')
  return node
}

describe('compile', () => {
  test('makes the plan of the training pipeline', async () => {
    const plan = compile(TRAINING, TRAINING_PARAMS, stackFacts())
    await expect(formatPlan(plan, TRAINING, 'yaml')).toMatchFileSnapshot('snapshots/training.plan.yaml')
  })

  test('makes the same bytes each time, whatever the order of keys', () => {
    const reordered = JSON.parse(canonicalJson(TRAINING)) as typeof TRAINING
    const first = compile(TRAINING, TRAINING_PARAMS, stackFacts())
    expect(JSON.stringify(compile(TRAINING, TRAINING_PARAMS, stackFacts()))).toBe(JSON.stringify(first))
    expect(canonicalJson(compile(reordered, TRAINING_PARAMS, stackFacts()))).toBe(canonicalJson(first))
  })

  test('makes the same bytes of any pipeline', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const reordered = JSON.parse(canonicalJson(spec)) as typeof spec
        const [first, second] = [compile(spec, {}, stackFacts()), compile(reordered, {}, stackFacts())]
        expect(canonicalJson(second)).toBe(canonicalJson(first))
      }),
    )
  })

  test('names as needs only earlier nodes of the same scope, once and in their order', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        for (const { node, scope, known } of nodesOf(compile(spec, {}, stackFacts()).nodes)) {
          expect(node.path.startsWith(scope)).toBe(true)
          expect(node.needs).toEqual(known.filter((path) => node.needs.includes(path)))
        }
      }),
    )
  })

  test('freezes the plan and leaves its arguments as they are', () => {
    const spec = structuredClone(TRAINING)
    const params = structuredClone(TRAINING_PARAMS)
    const plan = compile(spec, params, stackFacts())
    expect(Object.isFrozen(onlyStep(plan).inputs)).toBe(true)
    expect(Object.isFrozen(params.rates)).toBe(false)
    expect(spec).toEqual(TRAINING)
    params.rates.push(1)
    expect(plan.params).toEqual(TRAINING_PARAMS)
  })

  test('takes the fail mode of the flag, then of the pipeline, then the built-in one', () => {
    const spec = pipelineSpec([], { failMode: 'continue', deadline: '2h' })
    expect(compile(spec, {}, stackFacts(), { failMode: 'finish-running' }).failMode).toBe('finish-running')
    expect(compile(spec, {}, stackFacts())).toMatchObject({ failMode: 'continue', deadlineMs: 7_200_000 })
    expect(compile(pipelineSpec([]), {}, stackFacts()).failMode).toBe('fail-fast')
  })

  test('merges policies: stack below pipeline below step below flag', () => {
    const spec = pipelineSpec([stepNode('fit', {}, { policy: { resources: { cpu: 2 }, env: { B: 'step' } } })], {
      policy: { grace: '1m', resources: { cpu: 3 }, env: { A: 'pipeline', B: 'pipeline' } },
    })
    const stack = stackFacts({ defaults: { grace: '5s', timeout: '1h', retry: { infrastructure: 9 } } })
    const plan = compile(spec, {}, stack, { policy: { retry: { attempts: 4 }, env: { C: 'flag' } } })
    expect(onlyStep(plan)).toMatchObject({
      graceMs: 60_000,
      timeoutMs: 3_600_000,
      resources: { cpu: 2, gpu: 0 },
      retry: { attempts: 4, infrastructure: 9 },
      env: { A: 'pipeline', B: 'step', C: 'flag' },
    })
  })

  test('shows host as the image of plain processes, and no image where a container needs none', () => {
    const image = 'python:3.12-slim'
    const onHost = compile(pipelineSpec([stepNode('fit', {}, { policy: { image } })]), {}, stackFacts())
    const contained = compile(pipelineSpec([stepNode('fit', {}, { policy: { operator: 'gpu' } })]), {}, stackFacts())
    const withImage = compile(
      pipelineSpec([stepNode('fit', {}, { policy: { operator: 'gpu', image } })]),
      {},
      stackFacts(),
    )
    expect(onlyStep(onHost).image).toBe('host')
    expect(onlyStep(contained).image).toBeUndefined()
    expect(onlyStep(withImage).image).toBe(image)
    expect(onHost.launchers).toEqual({ orchestrator: { flavor: 'local', image: 'host' } })
    expect(withImage.launchers).toEqual({ gpu: { flavor: 'kubernetes', image: 'container' } })
  })

  test('lets a step that wants more cores than there are run alone', () => {
    const plan = compile(pipelineSpec([stepNode('fit', {}, { policy: { resources: { cpu: 64 } } })]), {}, stackFacts())
    expect(onlyStep(plan).resources.cpu).toBe(64)
  })

  test('never lets memory grow beyond what the launcher has', () => {
    const policy = { resources: { memory: '2Gi' }, retry: { attempts: 3, onOom: { memory: 2, max: '1Ti' } } } as const
    const plan = compile(pipelineSpec([stepNode('fit', {}, { policy })]), {}, stackFacts())
    expect(onlyStep(plan).retry.onOom).toEqual({ memory: 2, maxBytes: 8 * 2 ** 30 })
  })

  test('sends a step back to the orchestrator where the pipeline names a step operator', () => {
    const spec = pipelineSpec([stepNode('load', {}, { policy: { operator: 'orchestrator' } }), stepNode('fit')], {
      policy: { operator: 'gpu' },
    })
    const plan = compile(spec, {}, stackFacts())
    expect(plan.nodes.map((node) => node.kind === 'step' && node.launcher)).toEqual(['orchestrator', 'gpu'])
    expect(Object.keys(plan.launchers)).toEqual(['gpu', 'orchestrator'])
  })

  test('keeps the bundle of a map, whatever its launcher', () => {
    const [map] = compile(pipelineSpec([mapNode('sweep', scope([]), { bundle: 50 })]), {}, stackFacts()).nodes
    expect(map).toMatchObject({ kind: 'map', bundle: 50 })
  })
})

describe('the error of compile', () => {
  test('is that of the only refusal', () => {
    const spec = pipelineSpec([stepNode('fit', {}, { policy: { resources: { gpu: 1 } } })])
    const error = errorOf(() => compile(spec, {}, stackFacts()))
    expect(error.code).toBe('PLAN_RESOURCES_EXCEEDED')
    expect(error.details).toMatchObject({ node: 'fit', field: 'gpu', wanted: 1, available: 0 })
  })

  test('lists all refusals, of the spec and of the stack', () => {
    const spec = pipelineSpec([
      stepNode(
        'fit',
        { rows: { from: 'output', node: 'laod', output: 'rows' } },
        { policy: { resources: { gpu: 1 } } },
      ),
      stepNode('Fit', {}, { policy: { operator: 'gpuu' } }),
    ])
    const error = errorOf(() => compile(spec, {}, stackFacts()))
    expect(error.code).toBe('PLAN_NAME_TAKEN')
    expect(error.hint).toBe('Give one of them another id.')
    expect(error.message).toMatchInlineSnapshot(`
      "Pipeline "training", step "Fit": the path differs from "fit" by case alone.
      3 more:
        PLAN_NODE_UNKNOWN: Pipeline "training", step "fit", input "rows": there is no node "laod". No node comes before it.
        PLAN_RESOURCES_EXCEEDED: Pipeline "training", step "fit": resources.gpu is 1, and the orchestrator (flavor "local") of stack "mixed" has none. Set operator to "gpu", which has enough.
        PLAN_OPERATOR_UNKNOWN: Pipeline "training", step "Fit": operator is "gpuu", and stack "mixed" has no step operator of that name. Did you mean "gpu"? Step operators are named in the stack's file."
    `)
    expect(error.details['refusals']).toHaveLength(4)
  })

  test('tells faults of the structure alone, since nothing else can be relied on', () => {
    // A spec from another language need not have the structure that the type promises.
    const error = errorOf(() => compile({ name: 'training' } as never, {}, stackFacts()))
    expect(error.code).toBe('PLAN_SPEC_INVALID')
    expect(error.details['refusals']).toHaveLength(4)
  })
})
