import { RegaugeError } from '../errors/regauge-error.ts'
import type { Comparison, ConditionSpec } from '../spec/condition.ts'
import type { SourceSpec } from '../spec/source.ts'
import { kindOf } from './kind-of.ts'
import { isRef, type Ref } from './ref.ts'
import type { Operand } from './wiring.ts'

const CONDITION: unique symbol = Symbol.for('regauge.condition') as never

/** A condition as data: what `when` takes. Made by the functions of this module and by nothing else. */
export interface Condition {
  readonly [CONDITION]: (sourceOf: (operand: unknown) => SourceSpec) => ConditionSpec
}

/** What can be compared for equality. */
export type Scalar = string | number | boolean | null

/** Two numbers, or two strings by UTF-16 code units. */
type Orderable = string | number

/** Whether both are the same value. One that is absent equals null and nothing else. */
export function eq<T extends Scalar | undefined>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('eq', left, right)
}

/** The opposite of {@link eq}. */
export function ne<T extends Scalar | undefined>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('ne', left, right)
}

/** Whether left is less than right: two numbers, or two strings by UTF-16 code units. */
export function lt<T extends Orderable>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('lt', left, right)
}

/** Whether left is less than right or equal to it. */
export function lte<T extends Orderable>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('lte', left, right)
}

/** Whether left is greater than right. */
export function gt<T extends Orderable>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('gt', left, right)
}

/** Whether left is greater than right or equal to it. */
export function gte<T extends Orderable>(left: Operand<T>, right: Operand<T>): Condition {
  return compare('gte', left, right)
}

/** Whether all of the conditions hold. */
export function and(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return junction('and', conditions)
}

/** Whether at least one of the conditions holds. */
export function or(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return junction('or', conditions)
}

/** Whether the condition does not hold. */
export function not(condition: Condition): Condition {
  assertCondition(condition, 'not')
  return create((sourceOf) => ({ op: 'not', of: condition[CONDITION](sourceOf) }))
}

/** Whether the value is there: false for an output of an arm that did not run. */
export function isSet(ref: Ref<unknown>): Condition {
  if (!isRef(ref)) throw invalid('isSet takes a ref.', 'Pass what run, map, when or params gave you.')
  return create((sourceOf) => ({ op: 'isSet', source: sourceOf(ref) }))
}

/** The condition as the spec has it; `sourceOf` says where each operand comes from. */
export function toConditionSpec(condition: Condition, sourceOf: (operand: unknown) => SourceSpec): ConditionSpec {
  assertCondition(condition, 'when')
  return condition[CONDITION](sourceOf)
}

function compare(op: Comparison, left: unknown, right: unknown): Condition {
  const isEquality = op === 'eq' || op === 'ne'
  for (const operand of [left, right]) {
    if (isRef(operand) || typeof operand === 'string' || Number.isFinite(operand)) continue
    if (isEquality && (typeof operand === 'boolean' || operand === null)) continue
    throw invalid(`${op} cannot compare ${kindOf(operand)}.`, isEquality ? EQUALITY_HINT : ORDER_HINT)
  }
  return create((sourceOf) => ({ op, left: sourceOf(left), right: sourceOf(right) }))
}

const EQUALITY_HINT =
  'It compares refs, strings, numbers, booleans and null; whether a value is there, isSet(ref) tells.'
const ORDER_HINT = 'It compares refs, numbers and strings.'

function junction(op: 'and' | 'or', conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) throw invalid(`${op} was given no condition.`, 'Pass at least one.')
  for (const condition of conditions) assertCondition(condition, op)
  return create((sourceOf) => ({ op, of: conditions.map((condition) => condition[CONDITION](sourceOf)) }))
}

function create(toSpec: Condition[typeof CONDITION]): Condition {
  return Object.freeze({ [CONDITION]: toSpec })
}

function assertCondition(value: unknown, taker: string): asserts value is Condition {
  if (typeof value === 'object' && value !== null && CONDITION in value) return
  throw invalid(
    `${taker} was given ${kindOf(value)} where a condition is expected.`,
    'Write it with eq, lt, gte, isSet and their like: eq(ref, true).',
  )
}

function invalid(message: string, hint: string): RegaugeError {
  return new RegaugeError('AUTHORING_CONDITION_INVALID', { message, hint })
}
