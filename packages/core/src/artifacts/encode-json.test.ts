import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { encodeJson, formatPath } from './encode-json.ts'

class Model {
  readonly weights = [1]
}

const cycle: { self?: unknown } = {}
cycle.self = cycle

const REFUSED: readonly (readonly [name: string, value: unknown, path: string, sort: string])[] = [
  ['NaN', { a: [1, Number.NaN] }, 'a[1]', 'NaN'],
  ['an infinity', [-Infinity], '[0]', '-Infinity'],
  ['undefined in an array', { rows: [{ x: [1, undefined] }] }, 'rows[0].x[1]', 'undefined'],
  // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
  ['a hole in an array', [1, , 2], '[1]', 'undefined'],
  ['a bigint', { n: 1n }, 'n', 'a bigint'],
  ['a function', { 'a b': () => 1 }, '["a b"]', 'a function'],
  ['a symbol', [Symbol('x')], '[0]', 'a symbol'],
  ['a Map', { m: new Map() }, 'm', 'a Map'],
  ['a Set', { m: new Set() }, 'm', 'a Set'],
  ['a Date', { at: new Date() }, 'at', 'a Date'],
  ['a typed array', { w: new Float32Array(2) }, 'w', 'a Float32Array'],
  ['a class instance', { model: new Model() }, 'model', 'a Model'],
  ['an error', [new RangeError('x')], '[0]', 'a RangeError'],
]

test.each(REFUSED)('%s is refused, with its place', (...[, value, path, sort]) => {
  expect(() => encodeJson(value)).toThrow(
    expect.objectContaining({
      code: 'ARTIFACT_INVALID',
      message: `at ${path}, the value is ${sort}, which JSON would lose`,
      hint: expect.any(String) as string,
    }) as Error,
  )
})

test('a value that is refused as a whole has no place', () => {
  expect(() => encodeJson(undefined)).toThrow(/^the value is undefined/)
})

test('a value that holds itself is refused', () => {
  expect(() => encodeJson(cycle)).toThrow(/nested more than 1000 deep/)
})

test('members that are undefined are left out', () => {
  expect(encodeJson({ a: 1, b: undefined })).toBe('{"a":1}')
})

test('objects without a class are plain, wherever they were made', () => {
  expect(encodeJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}')
  expect(encodeJson(runInNewContext('({ a: [{ b: 2 }] })'))).toBe('{"a":[{"b":2}]}')
})

test('a path reads as code does', () => {
  expect(formatPath(['rows', 3, 'größe', 'a-b', '0'])).toBe('rows[3].größe["a-b"]["0"]')
})
