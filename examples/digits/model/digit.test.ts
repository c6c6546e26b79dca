import { expect, test } from 'vitest'
import { inputsOf, parseDigits } from './digit.ts'

const line = (label: string): string => `${Array.from({ length: 64 }, (_, index) => index % 17).join()},${label}`

test('each line is 64 pixels and a label', () => {
  const digits = parseDigits(`${line('3')}\n${line('9')}\n`)
  expect(digits.map(({ label }) => label)).toEqual([3, 9])
  expect(digits[0]!.pixels).toHaveLength(64)
})

test('a network sees pixels between 0 and 1', () => {
  const [digit] = parseDigits(line('3'))
  expect([...inputsOf(digit!)].slice(0, 17)).toEqual(Array.from({ length: 17 }, (_, ink) => ink / 16))
})

test.each(['', '1,2,3', line('10'), line('1.5'), line('one'), line('3').replace('16', '17')])(
  'a line of another shape is refused by its number: %s',
  (wrong) => {
    expect(() => parseDigits(`${line('3')}\n${wrong}\n${line('3')}`)).toThrow(/^Line 2 of the digits/)
  },
)
