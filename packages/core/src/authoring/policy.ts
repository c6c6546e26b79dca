import { RegaugeError } from '../errors/regauge-error.ts'
import { mergePolicies } from '../spec/merge-policy.ts'
import type { PolicySpec } from '../spec/policy.ts'
import { parseDuration } from '../util/duration.ts'
import { deepFreeze } from '../util/freeze.ts'
import { isName } from '../util/names.ts'
import { parseSize } from '../util/size.ts'

/** The fields of a policy, which stand among the other options of a step, a pipeline and a `run`. */
export const POLICY_FIELDS = [
  'retry',
  'timeout',
  'grace',
  'resources',
  'image',
  'operator',
  'env',
  'secrets',
] as const satisfies readonly (keyof PolicySpec)[]

/** The policy among some options: a frozen, checked copy. Throws `AUTHORING_POLICY_INVALID`, beginning with `where`. */
export function policyAmong(options: PolicySpec, where: string): PolicySpec {
  const picked: PolicySpec = Object.fromEntries(
    POLICY_FIELDS.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  )
  checkPolicy(picked, where)
  // The copy keeps an object that the author shares between steps from being frozen.
  return deepFreeze(structuredClone(mergePolicies(picked)))
}

type Rule = { readonly fits: (value: unknown) => boolean; readonly rule: string }

const DURATION: Rule = {
  fits: (value) => typeof value === 'string' && parseDuration(value) !== undefined,
  rule: 'is a duration, such as "30s" or "5m"',
}
const SIZE: Rule = {
  fits: (value) => typeof value === 'string' && parseSize(value) !== undefined,
  rule: 'is a size, such as "512Mi" or "16Gi"',
}
const TEXT: Rule = { fits: (value) => typeof value === 'string' && value.trim() !== '', rule: 'is a text' }
const NAME: Rule = { fits: isName, rule: 'is the name of a step operator' }
const RECORD: Rule = {
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  rule: 'is an object',
}
const ENVIRONMENT: Rule = {
  fits: (value) =>
    RECORD.fits(value) &&
    Object.entries(value as object).every(([name, text]) => /^[^=\0]+$/.test(name) && typeof text === 'string'),
  rule: 'maps names to texts',
}
const NAMES: Rule = {
  fits: (value) => Array.isArray(value) && value.every((name) => TEXT.fits(name)),
  rule: 'is a list of names of secrets, such as ["store.key"]',
}

const RULES: { readonly [field: string]: Rule } = {
  retry: RECORD,
  'retry.attempts': wholeFrom(1),
  'retry.infrastructure': wholeFrom(0),
  'retry.delay': DURATION,
  'retry.maxDelay': DURATION,
  'retry.backoff': numberFrom(1),
  'retry.jitter': { fits: (value) => typeof value === 'number' && value >= 0 && value <= 1, rule: 'is from 0 to 1' },
  'retry.onOom': RECORD,
  'retry.onOom.memory': numberFrom(1),
  'retry.onOom.max': SIZE,
  timeout: DURATION,
  grace: DURATION,
  resources: RECORD,
  'resources.cpu': {
    fits: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
    rule: 'is a number above 0',
  },
  'resources.memory': SIZE,
  'resources.gpu': wholeFrom(0),
  image: TEXT,
  operator: NAME,
  env: ENVIRONMENT,
  secrets: NAMES,
}

/** Throws `AUTHORING_POLICY_INVALID` for the first field whose value makes no sense or that no policy has. */
function checkPolicy(policy: object, where: string, prefix = ''): void {
  for (const [key, value] of Object.entries(policy)) {
    if (value === undefined) continue
    const field = `${prefix}${key}`
    const rule = RULES[field]
    if (rule === undefined || !rule.fits(value)) throw invalid(field, value, { rule, where })
    if (rule === RECORD) checkPolicy(value as object, where, `${field}.`) // The rule has just found an object.
  }
}

function invalid(
  field: string,
  value: unknown,
  { rule, where }: { rule: Rule | undefined; where: string },
): RegaugeError {
  if (rule === undefined) {
    const siblings = Object.keys(RULES).filter((each) => each.lastIndexOf('.') === field.lastIndexOf('.'))
    const parent = field.slice(0, field.lastIndexOf('.') + 1)
    return new RegaugeError('AUTHORING_POLICY_INVALID', {
      message: `${where}: there is no policy "${field}".`,
      hint: `Known: ${siblings.filter((each) => each.startsWith(parent)).join(', ')}.`,
    })
  }
  // An environment's values stay out of messages: they may hold what nobody should read.
  const given = field === 'env' ? '' : ` is ${JSON.stringify(value) ?? String(value)}, which`
  return new RegaugeError('AUTHORING_POLICY_INVALID', {
    message: `${where}: ${field}${given} makes no sense.`,
    hint: `${field} ${rule.rule}.`,
    details: { field },
  })
}

function wholeFrom(least: number): Rule {
  return {
    fits: (value) => Number.isSafeInteger(value) && Number(value) >= least,
    rule: `is a whole number from ${least}`,
  }
}

function numberFrom(least: number): Rule {
  return {
    fits: (value) => typeof value === 'number' && Number.isFinite(value) && value >= least,
    rule: `is a number from ${least}`,
  }
}
