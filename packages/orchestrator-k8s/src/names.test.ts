import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelValue, names } from './names.ts'

const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/

const RUN = '0193c1e2-7f00-7abc-8def-0123456789ab'
const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ minLength: 60, maxLength: 300 }))
const run = fc.oneof(fc.uuid(), text)
const number = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))

describe('row 26: names longer than the limits, in unicode, or alike after truncation', () => {
  test('every name is a DNS label with room for what Kubernetes appends', () => {
    fc.assert(
      fc.property(run, text, number, (run, path, n) => {
        expect(names.run(run)).toMatch(DNS_LABEL)
        expect(names.driver(run, n)).toMatch(DNS_LABEL)
        expect(names.secret(run, n)).toMatch(DNS_LABEL)
        const step = names.step({ run, path, attempt: n })
        expect(step).toMatch(DNS_LABEL)
        expect(`${step}-abcde`.length).toBeLessThanOrEqual(63)
        expect(`${names.driver(run, n)}-abcde`.length).toBeLessThanOrEqual(63)
        const indexed = names.indexed({ run, path, bundles: [path] })
        expect(indexed).toMatch(DNS_LABEL)
        expect(`${indexed}-99999-abcde`.length).toBeLessThanOrEqual(63)
        const schedule = names.schedule({ stack: 'k8s', pipeline: path, name: run })
        expect(schedule).toMatch(DNS_LABEL)
        expect(schedule.length).toBeLessThanOrEqual(52)
      }),
    )
  })

  test('the same identity always has the same name, and another one another', () => {
    const identity = fc.record({ run, path: text, attempt: number })
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const same = a.run === b.run && a.path === b.path && a.attempt === b.attempt
        expect(names.step({ ...a })).toBe(names.step(a))
        expect(names.step(a) === names.step(b)).toBe(same)
      }),
    )
  })

  test('items of one map, and names that differ in case or behind the cut, stay apart', () => {
    const long = 'a'.repeat(60)
    const items = Array.from({ length: 2_000 }, (_, item) => `sweep[${item}].fit`)
    const paths = [...items, 'sweep[1]fit', 'Fit', 'fit', 'FIT', `${long}a`, `${long}b`, `${long}.x`]
    expect(new Set(paths.map((path) => names.step({ run: RUN, path, attempt: 1 }))).size).toBe(paths.length)
  })

  test('Jobs for the same bundles in another order, or split elsewhere, have other names', () => {
    const of = (...bundles: string[]) => names.indexed({ run: RUN, path: 'sweep.fit', bundles })
    expect(new Set([of('a', 'b'), of('b', 'a'), of('ab'), of('a'), of('a', 'b', '')]).size).toBe(5)
  })

  test('a pipeline whose name is cut short keeps its schedules apart', () => {
    const long = 'training'.repeat(8)
    const one = { stack: 'k8s', pipeline: long, name: 'nightly' }
    for (const change of [{ pipeline: `${long}b` }, { name: 'weekly' }, { stack: 'staging' }]) {
      expect(names.schedule({ ...one, ...change })).not.toBe(names.schedule(one))
    }
  })

  test('values of labels are valid, and different for different texts', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(labelValue(a)).toMatch(LABEL_VALUE)
        expect(labelValue(a).length).toBeLessThanOrEqual(63)
        expect(labelValue(a) === labelValue(b)).toBe(a === b)
      }),
    )
  })
})

test('names can be read', () => {
  const name = names.step({ run: RUN, path: 'sweep[3].fit_Model', attempt: 2 })
  expect(name).toMatch(/^rg-[0-9a-z]{10}-sweep-3-fit-model-[0-9a-z]{10}-2$/)
  expect(names.driver(RUN, 3)).toMatch(/^rg-[0-9a-z]{10}-d3$/)
  expect(names.indexed({ run: RUN, path: 'sweep.fit', bundles: ['sweep[0].fit@1'] })).toMatch(
    /^rg-[0-9a-z]{10}-sweep-fit-[0-9a-z]{10}$/,
  )
  expect(names.schedule({ stack: 'k8s', pipeline: 'training', name: 'nightly' })).toMatch(/^rg-training-[0-9a-z]{10}$/)
  expect(labelValue('training')).toBe('training')
  expect(labelValue('sweep[3].fit')).toMatch(/^sweep-3-.fit-[0-9a-z]{10}$/)
})
