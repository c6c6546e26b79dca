import type { PolicySpec } from '../spec/policy.ts'
import type { Condition } from './conditions.ts'
import type { Step } from './describe-step.ts'
import type { Fields } from './field.ts'
import type { Hooks } from './hooks.ts'
import type { Ref } from './ref.ts'
import type { Block, Collected, Either, Maybe, Refs, Wired } from './wiring.ts'

/** Something to wait for without taking anything over: a ref, or all that a `run`, `map` or `when` gave. */
export type After = Ref<unknown> | Block

/** What every node takes. */
export interface NodeOptions {
  /** The node's id, unique in its scope. @default the step's name, `map` or `when` */
  readonly name?: string
  /** Nodes that have to succeed first. */
  readonly after?: After | readonly After[]
}

/** How one use of a step differs from the others: its policy is merged over the step's own, its hooks replace them. */
export interface RunOptions extends NodeOptions, PolicySpec, Hooks {}

/** How the items of a `map` are run. */
export interface MapOptions extends NodeOptions {
  /** How many items may be under way at once. @default as many as the launcher carries */
  readonly concurrency?: number
  /** How many attempts are started together in one place. @default 1 */
  readonly bundle?: number
}

/** Places a step in the graph, now and here; gives a ref for each of its outputs. */
export type Run = <I extends Fields, O extends Fields>(
  step: Step<I, O>,
  wired: Wired<I>,
  options?: RunOptions,
) => Refs<O>

/**
 * Runs a block once for each item of a list whose length only the run knows. The block is called once, now, with refs to
 * the item and its number; each ref that it returns comes out as the list of all items' values, in the order of the items.
 */
export type MapOver = <T, R extends Block | void>(
  over: Ref<readonly T[]>,
  block: (item: Ref<T>, index: Ref<number>) => R,
  options?: MapOptions,
) => Collected<R>

/**
 * Runs one of two blocks, or one or none. Both blocks are called once, now. What they return comes out under one name:
 * the value of the block that ran, undefined where that one did not return any.
 */
export interface When {
  <A extends Block | void>(condition: Condition, then: () => A, options?: NodeOptions): Maybe<A>
  <A extends Block | void, B extends Block | void>(
    condition: Condition,
    then: () => A,
    otherwise: () => B,
    options?: NodeOptions,
  ): Either<A, B>
}

/** What `build` records the graph with. */
export interface BuildTools<P> {
  /** A ref for each parameter, after its schema has seen it. */
  readonly params: { readonly [K in keyof P]-?: Ref<P[K]> }
  readonly run: Run
  readonly map: MapOver
  readonly when: When
}
