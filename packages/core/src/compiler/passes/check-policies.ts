import type { PolicySpec } from '../../spec/policy.ts'
import { parseDuration } from '../../util/duration.ts'
import type { Json } from '../../util/json.ts'
import { parseSize } from '../../util/size.ts'
import type { Outline } from '../outline.ts'
import { placeOf } from '../place.ts'
import type { Refusal } from '../refusal.ts'

/** A policy and the place that it was written at. */
export interface PolicyLayer {
  readonly place: string
  /** Static path of the node, where the layer is a node's own. */
  readonly node?: string
  readonly policy: PolicySpec
}

/** Every policy that a pipeline brings itself: its own and those of its steps and hooks; and its deadline. */
export function checkPolicies(outline: Outline, others: readonly PolicyLayer[]): readonly Refusal[] {
  const { spec, steps } = outline
  const layers: PolicyLayer[] = [
    ...others,
    { place: `${placeOf(outline)}, policy`, policy: spec.policy },
    ...steps.map((step) => ({ place: placeOf(outline, step), node: step.path, policy: step.spec.policy })),
  ]
  return [
    ...rowRefusals({ place: placeOf(outline), policy: {} }, [['deadline', spec.deadline, LENGTH]]),
    ...layers.flatMap((layer) => rowRefusals(layer, rowsOf(layer.policy))),
  ]
}

/** What a field may hold. */
interface Rule {
  readonly fits: (value: unknown) => boolean
  readonly expected: string
}

type Row = readonly [field: string, value: Json | undefined, rule: Rule]

const COUNT: Rule = {
  fits: (value) => Number.isInteger(value) && Number(value) >= 1,
  expected: 'a whole number from 1',
}
const EXTRA: Rule = {
  fits: (value) => Number.isInteger(value) && Number(value) >= 0,
  expected: 'a whole number from 0',
}
const FACTOR: Rule = { fits: (value) => Number(value) >= 1, expected: 'a number from 1' }
const SHARE: Rule = { fits: (value) => Number(value) >= 0 && Number(value) <= 1, expected: 'a number from 0 to 1' }
const POSITIVE: Rule = { fits: (value) => Number(value) > 0, expected: 'a number above 0' }
const PAUSE: Rule = {
  fits: (value) => parseDuration(String(value)) !== undefined,
  expected: 'a duration such as "500ms", "30s", "5m", "12h" or "7d"',
}
const LENGTH: Rule = {
  fits: (value) => (parseDuration(String(value)) ?? 0) > 0,
  expected: `${PAUSE.expected}, above 0`,
}
const SIZE: Rule = {
  fits: (value) => (parseSize(String(value)) ?? 0) > 0,
  expected: 'a size such as "512Mi" or "16Gi"',
}
const TEXT: Rule = { fits: (value) => value !== '', expected: 'a text that is not empty' }
const SECRET: Rule = { fits: (value) => /^[^.\s]+\.\S+$/.test(String(value)), expected: 'a name such as "store.key"' }
const VARIABLE: Rule = {
  fits: (value) => /^[A-Za-z_]\w*$/.test(String(value)),
  expected: 'a name of letters, digits and "_"',
}

function rowsOf({ retry, resources, ...policy }: PolicySpec): readonly Row[] {
  return [
    ['retry.attempts', retry?.attempts, COUNT],
    ['retry.infrastructure', retry?.infrastructure, EXTRA],
    ['retry.delay', retry?.delay, PAUSE],
    ['retry.maxDelay', retry?.maxDelay, PAUSE],
    ['retry.backoff', retry?.backoff, FACTOR],
    ['retry.jitter', retry?.jitter, SHARE],
    ['retry.onOom.memory', retry?.onOom?.memory, FACTOR],
    ['retry.onOom.max', retry?.onOom?.max, SIZE],
    ['timeout', policy.timeout, LENGTH],
    ['grace', policy.grace, PAUSE],
    ['resources.cpu', resources?.cpu, POSITIVE],
    ['resources.memory', resources?.memory, SIZE],
    ['resources.gpu', resources?.gpu, EXTRA],
    ['image', policy.image, TEXT],
    ['operator', policy.operator, TEXT],
    ...Object.keys(policy.env ?? {}).map((name): Row => ['env', name, VARIABLE]),
    ...(policy.secrets ?? []).map((name): Row => ['secrets', name, SECRET]),
  ]
}

function rowRefusals(layer: PolicyLayer, rows: readonly Row[]): Refusal[] {
  return rows
    .filter(([, value, rule]) => value !== undefined && !rule.fits(value))
    .map(([field, value, rule]) => ({
      code: 'PLAN_POLICY_INVALID',
      message: `${layer.place}: ${field} is ${JSON.stringify(value)}.`,
      hint: `Expected ${rule.expected}.`,
      details: { node: layer.node, field, value },
    }))
}
