import { z } from 'zod'
import { FAIL_MODES } from '../spec/policy.ts'
import { PIPELINE_SCHEMA } from '../spec/pipeline-spec.ts'
import { isJson } from '../util/canonical-json.ts'

/*
 * What the compiler relies on in a pipeline spec, which may come from another language. Fields that it does not know
 * are let through, as in every record; of a policy they are refused, for a misspelt wish must not be dropped.
 */

const json = z.custom(isJson, 'expected a JSON value')
const text = z.string()

function recordOf<T extends z.ZodType>(value: T): z.ZodRecord<z.ZodString, T> {
  return z.record(z.string(), value)
}

const source = z.discriminatedUnion('from', [
  z.looseObject({ from: z.literal('value'), value: json }),
  z.looseObject({ from: z.literal('param'), name: text }),
  z.looseObject({ from: z.literal('output'), node: text, output: text }),
  z.looseObject({ from: z.literal('item'), map: text }),
  z.looseObject({ from: z.literal('index'), map: text }),
])

const comparison = z.looseObject({
  op: z.literal(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']),
  left: source,
  right: source,
})
const junction = z.looseObject({
  op: z.literal(['and', 'or']),
  get of() {
    return z.array(condition)
  },
})
const negation = z.looseObject({
  op: z.literal('not'),
  get of() {
    return condition
  },
})
const presence = z.looseObject({ op: z.literal('isSet'), source })
const condition: z.ZodType = z.discriminatedUnion('op', [comparison, junction, negation, presence])

const artifactType = z.looseObject({
  name: text.optional(),
  materializer: text,
  schema: recordOf(json).optional(),
  get item(): z.ZodOptional<z.ZodType> {
    return artifactType.optional()
  },
})

const onOom = z.strictObject({ memory: z.number(), max: text.optional() })
const retry = z.strictObject({
  attempts: z.number().optional(),
  infrastructure: z.number().optional(),
  delay: text.optional(),
  maxDelay: text.optional(),
  backoff: z.number().optional(),
  jitter: z.number().optional(),
  onOom: onOom.optional(),
})
const resources = z.strictObject({ cpu: z.number().optional(), memory: text.optional(), gpu: z.number().optional() })
const policy = z.strictObject({
  retry: retry.optional(),
  timeout: text.optional(),
  grace: text.optional(),
  resources: resources.optional(),
  image: text.optional(),
  operator: text.optional(),
  env: recordOf(text).optional(),
  secrets: z.array(text).optional(),
})

const stepFields = {
  kind: z.literal('step'),
  id: text,
  step: text,
  description: text.optional(),
  inputs: recordOf(
    z.looseObject({ type: artifactType, source: source.optional(), optional: z.literal(true).optional() }),
  ),
  outputs: recordOf(artifactType),
  command: z.looseObject({ argv: z.array(text).min(1), files: z.array(text) }).optional(),
  policy,
  after: z.array(text).optional(),
}
const hook = z.looseObject({
  ...stepFields,
  role: z.literal(['onSuccess', 'onFailure', 'onEnd']),
  hooks: z.array(z.unknown()).max(0, 'a hook has no hooks of its own').optional(),
})
const hooks = z.array(hook)
const step = z.looseObject({ ...stepFields, hooks: hooks.optional() })

const map = z.looseObject({
  kind: z.literal('map'),
  id: text,
  over: source,
  concurrency: z.int().positive().optional(),
  bundle: z.int().positive().optional(),
  after: z.array(text).optional(),
  get body() {
    return scope
  },
})

const when = z.looseObject({
  kind: z.literal('when'),
  id: text,
  condition,
  after: z.array(text).optional(),
  // oxlint-disable-next-line unicorn/no-thenable -- the name of an arm; a shape is never awaited
  get then() {
    return scope
  },
  get else() {
    return scope.optional()
  },
})

const scope: z.ZodType = z.looseObject({
  nodes: z.array(z.discriminatedUnion('kind', [step, map, when])),
  outputs: recordOf(source),
})

/** The structure of a pipeline spec. */
export const SPEC_SHAPE: z.ZodType = z.looseObject({
  schema: z.literal(PIPELINE_SCHEMA),
  name: text,
  description: text.optional(),
  params: recordOf(json).nullable().optional(),
  policy,
  failMode: z.literal(FAIL_MODES).optional(),
  deadline: text.optional(),
  nodes: z.array(z.discriminatedUnion('kind', [step, map, when])),
  outputs: recordOf(source),
  hooks: hooks.optional(),
})

/** Kinds of nodes that later versions will know. */
export const RESERVED_KINDS: readonly string[] = ['loop', 'wait', 'pipeline']

/** The fields of a policy and of its parts, by the field that holds them. */
export const POLICY_FIELDS: Readonly<Record<string, readonly string[]>> = {
  policy: Object.keys(policy.shape),
  retry: Object.keys(retry.shape),
  onOom: Object.keys(onOom.shape),
  resources: Object.keys(resources.shape),
}
