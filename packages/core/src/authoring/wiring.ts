import type { Field, Fields, Given, Parsed } from './field.ts'
import type { Ref } from './ref.ts'

/** A value that is known now, or a ref to one. */
export type Operand<T> = T | Ref<T>

/** What an input may be wired to. Only a schema's input takes a literal; it is recorded as JSON. */
type Wire<F extends Field> = F extends { readonly '~standard': unknown } ? Given<F> | Ref<Given<F>> : Ref<Given<F>>

type OptionalNames<I extends Fields> = { [K in keyof I]: undefined extends Given<I[K]> ? K : never }[keyof I]

/** Shows an intersection as one object, which messages and editors then print. */
type Flat<T> = { [K in keyof T]: T[K] }

/** What `run` takes for a step's inputs: an input that accepts undefined may be left out. */
export type Wired<I extends Fields> = Flat<
  { readonly [K in Exclude<keyof I, OptionalNames<I>>]: Wire<I[K]> } & {
    readonly [K in OptionalNames<I>]?: Wire<I[K]> | undefined
  }
>

/** What a step's function is given: every input as its schema gives it. */
export type InputValues<I extends Fields> = { readonly [K in keyof I]: Parsed<I[K]> }

/** Values that no schema has seen yet, such as a step's function returns; what accepts undefined may be left out. */
export type GivenValues<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalNames<F>>]: Given<F[K]> } & {
    readonly [K in OptionalNames<F>]?: Given<F[K]>
  }
>

/** What `run` gives: a ref for each output of the step. */
export type Refs<O extends Fields> = { readonly [K in keyof O]: Ref<Parsed<O[K]>> }

/** What a block gives out: refs by name. */
export type Block = { readonly [name: string]: Ref<unknown> }

/** What `map` gives: of each ref that the block returned, the list of all items' values. */
export type Collected<R> = { readonly [K in keyof R & string]: Ref<ValueAt<R, K>[]> }

/** What `when` gives: for each name the value of the arm that runs, undefined where it has none of that name. */
export type Either<A, B> = { readonly [K in keyof A | keyof B]: Ref<ValueAt<A, K> | ValueAt<B, K>> }

/** What a `when` without an else gives: the values are undefined where the arm does not run. */
export type Maybe<R> = Either<R, {}>

type ValueAt<R, K> = K extends keyof R ? (R[K] extends Ref<infer T> ? T : never) : undefined
