import { RegaugeError } from '../errors/regauge-error.ts'
import type { SourceSpec } from '../spec/source.ts'
import type { Scope } from './scope.ts'

const REF: unique symbol = Symbol.for('regauge.ref') as never

/**
 * A place in the graph whose value exists once the run does: an output of a node, a parameter, the item of a `map`. It
 * may be wired, returned from a block and compared in a condition; it can be neither read, printed nor compared in
 * code, and doing so throws `AUTHORING_REF_NO_VALUE`.
 */
export interface Ref<out T> {
  readonly [REF]: RefTarget<T>
}

/** Where a ref points to and where it may be used. */
export interface RefTarget<out T = unknown> {
  readonly source: SourceSpec
  /** The scope that made it: it serves in there and in the scopes inside. */
  readonly scope: Scope
  /** Carries the type of the value; never there at run time. */
  readonly value?: T
}

const NO_VALUE = {
  toString: refuse,
  valueOf: refuse,
  toJSON: refuse,
  [Symbol.toPrimitive]: refuse,
}

/** Makes a ref to a source within a scope. */
export function createRef(source: SourceSpec, scope: Scope): Ref<never> {
  const ref = Object.create(NO_VALUE) as { [REF]: RefTarget<never> } // The prototype adds nothing but refusals.
  ref[REF] = Object.freeze({ source: Object.freeze(source), scope })
  return Object.freeze(ref)
}

/** Whether a value is a ref, also one of another copy of core. */
export function isRef(value: unknown): value is Ref<unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, REF)
}

/** Where a ref points to. */
export function targetOf(ref: Ref<unknown>): RefTarget {
  return ref[REF]
}

/** Words for a source, for messages: `"fit.accuracy"`, `params.rate`, `the item of "sweep"`. */
export function describeSource(source: SourceSpec): string {
  switch (source.from) {
    case 'value':
      return 'a literal'
    case 'param':
      return `params.${source.name}`
    case 'output':
      return `"${source.node}.${source.output}"`
    case 'item':
      return `the item of "${source.map}"`
    case 'index':
      return `the index of "${source.map}"`
  }
}

function refuse(this: unknown): never {
  const what = isRef(this) ? describeSource(targetOf(this).source) : 'it'
  throw new RegaugeError('AUTHORING_REF_NO_VALUE', {
    message: `A ref (${what}) was used as if it were a value; while the graph is built it has none.`,
    hint: 'Compute with it inside of a step; compare it with eq, lt, gte and their like in when(…).',
  })
}
