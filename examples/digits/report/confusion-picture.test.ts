import { expect, test } from 'vitest'
import { drawConfusion } from './confusion-picture.ts'
import { nestingFault } from './nesting-fault.ts'

const confusion = Array.from({ length: 10 }, (_, row) =>
  Array.from({ length: 10 }, (_, column) => (row === column ? 30 : row - column === 1 ? 1 : 0)),
)

test('the picture is well-formed SVG with a square for every pair of digits', () => {
  const svg = drawConfusion(confusion)
  expect(nestingFault(svg)).toBeUndefined()
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  expect(svg.match(/<g>/g)).toHaveLength(100)
  expect(svg).toContain('<title>4 read as 3: 1</title>')
})

test('a matrix of nothing can be drawn', () => {
  const svg = drawConfusion(confusion.map((row) => row.map(() => 0)))
  expect(nestingFault(svg)).toBeUndefined()
  expect(svg).not.toContain('NaN')
})
