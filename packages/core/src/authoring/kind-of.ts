import { isRef } from './ref.ts'

/** What a value is, in words for messages: `undefined`, `NaN`, `a ref`, `an object`, `a Date`. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object') return withArticle(typeof value)
  if (isRef(value)) return 'a ref'
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? 'an object' : withArticle(value.constructor.name)
}

function withArticle(noun: string): string {
  return /^[aeio]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}
