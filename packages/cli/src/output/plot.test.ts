import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberText, sparkline } from './plot.ts'

describe('a sparkline', () => {
  test('shows each number as a bar between the lowest and the highest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 20)).toBe('▁▂▃▄▅▆▇█')
  })

  test('lets neighbours share a bar where there is too little room', () => {
    expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█')
  })

  test('leaves gaps for what is not finite', () => {
    expect(sparkline([0, NaN, 7, Infinity], 10)).toBe('▁ █ ')
    expect(sparkline([NaN], 10)).toBe(' ')
    expect(sparkline([], 10)).toBe('')
  })

  test('has as many bars as numbers or columns, for any numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 50 }), (values, width) => {
        expect(sparkline(values, width)).toMatch(/^[▁▂▃▄▅▆▇█ ]*$/)
        expect(sparkline(values, width)).toHaveLength(Math.min(values.length, width))
      }),
    )
  })
})

test('numbers are told with five digits that count', () => {
  expect([0.1 + 0.2, 1234567, 1e-9, NaN, 3].map(numberText)).toEqual(['0.3', '1234600', '1e-9', 'NaN', '3'])
})
