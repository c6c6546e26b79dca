import type { Json } from '../util/json.ts'
import { kindOf } from './kind-of.ts'
import { isRef } from './ref.ts'

/** A copy of a value as JSON, or the first place where it is none. */
export type ToJson =
  | { readonly fits: true; readonly json: Json }
  | {
      readonly fits: false
      /** E.g. `rates[2].since`; empty for the value as a whole. */
      readonly at: string
      /** What lies there: `a ref`, `a Date`, `NaN`, `undefined`, … */
      readonly found: string
    }

/** Copies a value as JSON, leaving out members of objects that are undefined. */
export function toJson(value: unknown): ToJson {
  try {
    return { fits: true, json: copy(value, '', new Set()) }
  } catch (thrown) {
    if (thrown instanceof NotJson) return { fits: false, at: thrown.at, found: thrown.found }
    throw thrown
  }
}

class NotJson extends Error {
  readonly at: string
  readonly found: string

  constructor(at: string, found: string) {
    super()
    this.at = at
    this.found = found
  }
}

function copy(value: unknown, at: string, parents: Set<object>): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object' || isRef(value)) throw new NotJson(at, kindOf(value))
  if (parents.has(value)) throw new NotJson(at, 'a circle')
  const inside = new Set(parents).add(value)
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item, `${at}[${index}]`, inside))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson(at, kindOf(value))
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.map(([key, member]) => [key, copy(member, at === '' ? key : `${at}.${key}`, inside)]),
  )
}
