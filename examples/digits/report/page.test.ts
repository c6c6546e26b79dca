import { expect, test } from 'vitest'
import { drawLearningCurves } from './learning-curves.ts'
import { nestingFault } from './nesting-fault.ts'
import { renderReport } from './page.ts'

const curve = (rate: number, ...accuracies: number[]) => ({
  rate,
  points: accuracies.map((accuracy, index) => ({ epoch: index + 1, loss: 1 / (index + 1), accuracy })),
})
const curves = [curve(0.1, 0.3, 0.9, 0.95), curve(0.5, 0.8, 0.97, 0.98)]
const content = { curves, chosen: curves[1]!, accuracy: 0.9721, picture: '<svg></svg>' }

test('the learning curves are well-formed SVG with the chosen one in front', () => {
  const svg = drawLearningCurves(curves, curves[1]!)
  expect(nestingFault(svg)).toBeUndefined()
  expect(svg).not.toContain('NaN')
  expect(svg.lastIndexOf('<title>rate 0.5</title>')).toBeGreaterThan(svg.lastIndexOf('<title>rate 0.1</title>'))
})

test('a single epoch can be drawn', () => {
  const svg = drawLearningCurves([curve(1, 0.9)], curve(1, 0.9))
  expect(nestingFault(svg)).toBeUndefined()
  expect(svg).not.toContain('NaN')
})

test('the report shows every rate, the accuracy and the picture', () => {
  const page = renderReport(content)
  expect(page).toContain('<strong>97.2 %</strong>')
  expect(page).toContain('<tr><td>0.1</td><td>0.3333</td><td>95.0 %</td></tr>')
  expect(page).toContain('<tr class="chosen"><td>0.5</td>')
  expect(page).toContain(content.picture)
})

test('the report says whether the model was published', () => {
  expect(renderReport(content)).toContain('No: the network is not good enough.')
  const card = { name: 'digits', purpose: 'a < b & c', rate: 0.5, parameters: 3610, accuracy: 0.9721 }
  const page = renderReport({ ...content, card })
  expect(page).not.toContain('not good enough')
  expect(page).toContain('a &lt; b &amp; c')
})
