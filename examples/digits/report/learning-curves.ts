import type { LearningCurve } from '../artifacts.ts'

const WIDTH = 640
const HEIGHT = 320
const MARGIN = { top: 12, right: 96, bottom: 40, left: 48 }

/** What lies below is drawn on the lowest line: the race is decided near the top. */
const FLOOR = 0.8

/** Learning curves as an SVG picture: accuracy on the validation digits by epoch, the chosen curve in front. */
export function drawLearningCurves(curves: readonly LearningCurve[], chosen: LearningCurve): string {
  const epochs = Math.max(2, ...curves.map(({ points }) => points.length))
  const others = curves.filter(({ rate }) => rate !== chosen.rate)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`,
    ` font-family="system-ui, sans-serif" font-size="12" role="img">`,
    '<title>Accuracy on the validation digits by epoch</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...[0.8, 0.85, 0.9, 0.95, 1].map(drawGridLine),
    `<text x="${MARGIN.left}" y="${HEIGHT - 12}">epoch 1</text>`,
    `<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 12}" text-anchor="end">epoch ${epochs}</text>`,
    ...others.map((curve) => drawCurve(curve, epochs, 'stroke="#9aa7b8" stroke-width="1.5"')),
    drawCurve(chosen, epochs, 'stroke="#1f6feb" stroke-width="3"'),
    drawLabel(chosen, epochs),
    '</svg>\n',
  ].join('\n')
}

function drawCurve({ rate, points }: LearningCurve, epochs: number, stroke: string): string {
  const places = points.map(({ epoch, accuracy }) => `${xOf(epoch, epochs)},${yOf(accuracy)}`)
  return `<polyline fill="none" ${stroke} points="${places.join(' ')}"><title>rate ${rate}</title></polyline>`
}

function drawLabel({ rate, points }: LearningCurve, epochs: number): string {
  const last = points.at(-1)
  if (!last) return ''
  const place = `x="${xOf(last.epoch, epochs) + 8}" y="${yOf(last.accuracy) + 4}"`
  return `<text ${place} fill="#1f6feb" font-weight="600">rate ${rate}</text>`
}

function drawGridLine(accuracy: number): string {
  const y = yOf(accuracy)
  return [
    `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}" stroke="#e3e6ea"/>`,
    `<text x="${MARGIN.left - 8}" y="${y + 4}" text-anchor="end">${Math.round(100 * accuracy)} %</text>`,
  ].join('')
}

function xOf(epoch: number, epochs: number): number {
  const share = (epoch - 1) / (epochs - 1)
  return Math.round(MARGIN.left + share * (WIDTH - MARGIN.left - MARGIN.right))
}

function yOf(accuracy: number): number {
  const share = (Math.max(accuracy, FLOOR) - FLOOR) / (1 - FLOOR)
  return Math.round(HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom))
}
