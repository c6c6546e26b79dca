import { refuseValue, sortOf } from './invalid-artifact.ts'

/** How deep a value may be nested; what is deeper most likely holds itself. */
const MAX_DEPTH = 1_000

/**
 * The JSON text of a value that JSON carries without loss. Members that are `undefined` are left out; anything else that
 * would be dropped or changed in silence is refused with `ARTIFACT_INVALID`, which says where it is and what to write
 * instead. `at` is where the value itself lies in a larger one, for that message.
 */
export function encodeJson(value: unknown, at: readonly (string | number)[] = []): string {
  assertJson(value, [...at])
  return JSON.stringify(value)
}

/** Walks the value; `path` is where it is, and is as it was when the walk is done. */
function assertJson(value: unknown, path: (string | number)[]): void {
  const type = typeof value
  if (type === 'string' || type === 'boolean' || value === null || Number.isFinite(value)) return
  if (type !== 'object') throw refuse(value, path)
  if (path.length > MAX_DEPTH) throw refuse(value, path)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path.push(index)
      assertJson(value[index], path)
      path.pop()
    }
    return
  }
  if (!isPlain(value as object)) throw refuse(value, path)
  for (const [name, member] of Object.entries(value as object)) {
    if (member === undefined) continue
    path.push(name)
    assertJson(member, path)
    path.pop()
  }
}

/** Whether an object has no class, in whatever realm it was made. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function refuse(value: unknown, path: readonly (string | number)[]) {
  const at = formatPath(path)
  if (path.length > MAX_DEPTH) {
    const problem = `the value is nested more than ${MAX_DEPTH} deep`
    return refuseValue({ problem, hint: 'Make sure that it does not hold itself.', at: `${at.slice(0, 80)}…` })
  }
  const name = typeof value === 'number' ? String(value) : sortOf(value)
  return refuseValue({ problem: `the value is ${name}, which JSON would lose`, hint: hintFor(value), at })
}

function hintFor(value: unknown): string {
  if (typeof value === 'number') return 'Use null, or keep numbers as "safetensors".'
  if (typeof value === 'bigint') return 'Convert it with String() or Number().'
  if (value === undefined) return 'Use null, or leave it out.'
  if (typeof value !== 'object') return 'Give plain values only.'
  if (value instanceof Date) return 'Convert it with toISOString().'
  if (value instanceof Map) return 'Convert it with Object.fromEntries(), or to an array with [...map].'
  if (value instanceof Set) return 'Convert it to an array with [...set].'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return 'Convert it to an array, or give its type the materializer "bytes" or "safetensors".'
  }
  return 'Convert it to a plain object, for example with { ...value }.'
}

/** A path as one would write it in code: `rows[3].label`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      const name = String(step)
      if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `[${JSON.stringify(name)}]`
      return index === 0 ? name : `.${name}`
    })
    .join('')
}
