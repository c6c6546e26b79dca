import type { Json } from '../util/json.ts'

/**
 * Where a value comes from. Paths are static: the names of the scopes and the node joined by dots, without item
 * numbers (`sweep.fit`; an arm of a `when` is a scope called `then` or `else`: `live.then.promote`).
 */
export type SourceSpec =
  | { readonly from: 'value'; readonly value: Json }
  /** A parameter of the pipeline, by name. */
  | { readonly from: 'param'; readonly name: string }
  /** An output of a step, map or when. Of a map it is the list of all items' values, in the order of the items. */
  | { readonly from: 'output'; readonly node: string; readonly output: string }
  /** The current item of the enclosing map at this path. */
  | { readonly from: 'item'; readonly map: string }
  /** The current item's number, from 0. */
  | { readonly from: 'index'; readonly map: string }
