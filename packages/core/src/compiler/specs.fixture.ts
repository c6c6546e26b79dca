import type { StackFacts } from '../contracts/stack-facts.ts'
import type {
  MapNodeSpec,
  NodeSpec,
  PipelineSpec,
  ScopeSpec,
  StepNodeSpec,
  WhenNodeSpec,
} from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import type { Refusal } from './refusal.ts'

/** A step node with an output `value` and, for each name, an input that is read from a source. */
export function stepNode(
  id: string,
  sources: { readonly [input: string]: SourceSpec } = {},
  more: Partial<StepNodeSpec> = {},
): StepNodeSpec {
  const inputs = Object.entries(sources).map(([name, source]) => [name, { type: { materializer: 'json' }, source }])
  return {
    kind: 'step',
    id,
    step: id,
    inputs: Object.fromEntries(inputs),
    outputs: { value: { materializer: 'json' } },
    policy: {},
    ...more,
  }
}

export function mapNode(id: string, body: ScopeSpec, more: Partial<MapNodeSpec> = {}): MapNodeSpec {
  return { kind: 'map', id, over: { from: 'value', value: [1, 2] }, body, ...more }
}

export function whenNode(id: string, then: ScopeSpec, more: Partial<WhenNodeSpec> = {}): WhenNodeSpec {
  const condition = { op: 'isSet', source: { from: 'value', value: 1 } } as const
  // oxlint-disable-next-line unicorn/no-thenable -- the name of an arm
  return { kind: 'when', id, condition, then, ...more }
}

export function hookNode(role: 'onSuccess' | 'onFailure' | 'onEnd', more: Partial<StepNodeSpec> = {}): StepNodeSpec {
  return stepNode('notify', {}, { role, outputs: {}, ...more })
}

export function scope(nodes: readonly NodeSpec[], outputs: ScopeSpec['outputs'] = {}): ScopeSpec {
  return { nodes, outputs }
}

/** The output `value` of a node. */
export function valueOf(node: string, output = 'value'): SourceSpec {
  return { from: 'output', node, output }
}

export function pipelineSpec(nodes: readonly NodeSpec[], more: Partial<PipelineSpec> = {}): PipelineSpec {
  return { schema: 'regauge.pipeline/1', name: 'training', policy: {}, nodes, outputs: {}, ...more }
}

/** A stack of this machine with 4 cores, 8 GiB and no devices, and a cluster as its step operator `gpu`. */
export function stackFacts(more: Partial<StackFacts> = {}): StackFacts {
  const cluster = { image: 'container', remote: true, adoptable: true } as const
  const machine = { mode: 'driven', image: 'host', remote: false, adoptable: false } as const
  return {
    name: 'mixed',
    revision: 'ab'.repeat(32),
    defaults: {},
    store: { flavor: 's3', capabilities: { reach: 'network' } },
    orchestrator: { flavor: 'local', capabilities: machine, capacity: { cpu: 4, memory: 8 * 2 ** 30, gpu: 0 } },
    operators: { gpu: { flavor: 'kubernetes', capabilities: cluster, capacity: { memory: 64 * 2 ** 30, gpu: 8 } } },
    flavorsOf: {
      'artifact-store': [
        { name: 'local', capabilities: { reach: 'machine' } },
        { name: 's3', capabilities: { reach: 'network' } },
      ],
      orchestrator: [{ name: 'local', capabilities: machine }],
      'step-operator': [{ name: 'kubernetes', capabilities: cluster }],
    },
    ...more,
  }
}

/** A refusal as one text: code, message and hint. */
export function refusalText({ code, message, hint }: Pick<Refusal, 'code' | 'message' | 'hint'>): string {
  return `${code}: ${message} ${hint}`
}

/** The pipeline of the documentation: load, a sweep over rates, the best of it, promoted if it is good enough. */
export const TRAINING: PipelineSpec = pipelineSpec(
  [
    stepNode(
      'load',
      { path: { from: 'param', name: 'path' } },
      {
        outputs: { rows: { materializer: 'json' } },
        policy: { retry: { attempts: 3, delay: '2s' }, timeout: '5m' },
        hooks: [
          hookNode('onFailure', { inputs: { run: { type: { materializer: 'json', schema: { type: 'string' } } } } }),
        ],
      },
    ),
    mapNode(
      'sweep',
      scope(
        [
          stepNode(
            'fit',
            { rows: valueOf('load', 'rows'), rate: { from: 'item', map: 'sweep' } },
            {
              description: 'Fits one model.',
              outputs: { weights: { name: 'weights', materializer: 'bytes' }, accuracy: { materializer: 'json' } },
              policy: { operator: 'gpu', image: 'python:3.12-slim', resources: { memory: '1Gi', gpu: 1 } },
            },
          ),
        ],
        { weights: valueOf('sweep.fit', 'weights'), accuracy: valueOf('sweep.fit', 'accuracy') },
      ),
      { over: { from: 'param', name: 'rates' }, concurrency: 4 },
    ),
    stepNode(
      'pick',
      { weights: valueOf('sweep', 'weights'), accuracies: valueOf('sweep', 'accuracy') },
      { outputs: { weights: { name: 'weights', materializer: 'bytes' }, accuracy: { materializer: 'json' } } },
    ),
    whenNode(
      'live',
      scope([stepNode('promote', { weights: valueOf('pick', 'weights') })], { endpoint: valueOf('live.then.promote') }),
      {
        condition: { op: 'gte', left: valueOf('pick', 'accuracy'), right: { from: 'param', name: 'minAccuracy' } },
        else: scope([stepNode('explain', { rows: valueOf('load', 'rows') }, { after: ['sweep'] })]),
      },
    ),
  ],
  {
    params: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        rates: { type: 'array', items: { type: 'number' } },
        minAccuracy: { type: 'number', default: 0.9 },
      },
    },
    outputs: { weights: valueOf('pick', 'weights'), endpoint: valueOf('live', 'endpoint') },
    hooks: [hookNode('onEnd')],
  },
)

export const TRAINING_PARAMS = { path: 'digits.csv', rates: [0.1, 0.3], minAccuracy: 0.9 }
