import type { RecordShape, Shape } from './shape.ts'
import { RULES } from './text-rules.ts'

const component: Shape = {
  type: 'record',
  fields: {
    flavor: {
      type: 'text',
      rule: RULES.name,
      description: 'Which implementation. May be left out where an extended stack says it.',
    },
    config: { type: 'config', description: "The flavor's own settings; `regauge flavor show` describes them." },
  },
}

const retry: Shape = {
  type: 'record',
  fields: {
    attempts: { type: 'number', integer: true, min: 1, description: "Starts for failures of the step's own making." },
    infrastructure: { type: 'number', integer: true, min: 0, description: 'Extra starts for other failures.' },
    delay: { type: 'text', rule: RULES.duration, description: 'Pause before the second attempt.' },
    maxDelay: { type: 'text', rule: RULES.duration, description: 'The pause grows no longer than this.' },
    backoff: { type: 'number', min: 1, description: 'Factor between two pauses.' },
    jitter: { type: 'number', min: 0, max: 1, description: 'Share of the pause that is drawn at random.' },
    onOom: {
      type: 'record',
      description: 'After running out of memory the next attempt gets `memory` times so much.',
      fields: { memory: { type: 'number', min: 1 }, max: { type: 'text', rule: RULES.size } },
      required: ['memory'],
    },
  },
}

const policy: Shape = {
  type: 'record',
  description: "Policy for every step; the pipeline's and the step's own go over it.",
  fields: {
    retry,
    timeout: { type: 'text', rule: RULES.duration, description: 'An attempt that takes longer is ended.' },
    grace: { type: 'text', rule: RULES.duration, description: 'Time to stop in before an attempt is killed.' },
    resources: {
      type: 'record',
      fields: {
        cpu: { type: 'number', above: 0, description: 'Cores; fractions allowed.' },
        memory: { type: 'text', rule: RULES.size },
        gpu: { type: 'number', integer: true, min: 0, description: 'Whole devices.' },
      },
    },
    image: { type: 'text', description: 'The image for steps that are containerised.' },
    operator: { type: 'text', rule: RULES.name, description: 'The step operator that runs the steps.' },
    env: { type: 'map', key: RULES.variable, of: { type: 'text' }, description: 'Plain values; no secrets.' },
    secrets: {
      type: 'list',
      of: { type: 'text', rule: RULES.secret },
      description: 'Names of secrets that steps may read.',
    },
  },
}

/** A stack file. What `extends` may bring is not required here. */
export const STACK_SHAPE: RecordShape = {
  type: 'record',
  title: 'the stack',
  description: 'A stack of Regauge: where pipelines run and where they keep what they make.',
  required: ['name'],
  fields: {
    name: { type: 'text', rule: RULES.name, description: "The file's own name without `.yaml`." },
    description: { type: 'text', description: 'One sentence for `regauge stack list`.' },
    extends: {
      type: 'text',
      rule: RULES.name,
      description: 'Another stack, over which this one is laid: mappings are merged, lists and other flavors replace.',
    },
    packages: {
      type: 'list',
      of: { type: 'text', rule: RULES.package },
      description: "What brings the flavors: npm names, or paths from the project's root that begin with `./`.",
    },
    components: {
      type: 'record',
      fields: {
        orchestrator: { ...component, description: 'Where steps run.' },
        'artifact-store': { ...component, description: 'Where runs keep their records and artifacts.' },
        'experiment-trackers': {
          type: 'map',
          key: RULES.name,
          ignoreCase: true,
          of: component,
          description: 'Where metrics are sent to, by name.',
        },
        'model-registry': { ...component, description: 'Where models are promoted.' },
        'step-operators': {
          type: 'map',
          key: RULES.operator,
          ignoreCase: true,
          of: component,
          description: 'Launchers that single steps ask for by name.',
        },
      },
    },
    defaults: policy,
  },
}
