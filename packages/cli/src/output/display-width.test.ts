import { describe, expect, test } from 'vitest'
import { displayWidth, pad, truncate } from './display-width.ts'

describe('the width of a text on a terminal', () => {
  test.each([
    ['plain', 5],
    ['', 0],
    ['\u001b[31mred\u001b[39m', 3],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['✓', 1],
    ['한글', 4],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('a text that is cut', () => {
  test('stays as it is where it fits', () => {
    expect(truncate('日本', 4)).toBe('日本')
  })

  test('ends in an ellipsis and never takes more columns than allowed', () => {
    expect(truncate('日本語', 4)).toBe('日…')
    expect(truncate('abcdef', 4)).toBe('abc…')
    expect(truncate('abc', 1)).toBe('…')
    expect(truncate('abc', 0)).toBe('')
  })

  test('keeps its colours and closes them', () => {
    expect(truncate('\u001b[31mabcdef\u001b[39m', 3)).toBe('\u001b[31mab…\u001b[39m')
  })
})

test('padding counts columns, not characters', () => {
  expect(pad('日本', 6)).toBe('日本  ')
  expect(pad('日本', 6, 'right')).toBe('  日本')
  expect(pad('too long', 3)).toBe('too long')
})
