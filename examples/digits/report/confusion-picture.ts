import type { Confusion } from '../artifacts.ts'

/** Pixels of one square. */
const CELL = 40

/** Pixels left and above for the labels. */
const MARGIN = 56

/** A confusion matrix as an SVG picture: green squares were read rightly, red ones wrongly, the darker the more often. */
export function drawConfusion(confusion: Confusion): string {
  const side = MARGIN + CELL * confusion.length + 8
  const middle = MARGIN + (CELL * confusion.length) / 2
  const most = Math.max(1, ...confusion.flat())
  const cells = confusion.flatMap((row, written) => row.map((count, read) => drawCell({ count, written, read, most })))
  const labels = confusion.flatMap((_, digit) => [
    drawText({ x: MARGIN + CELL * (digit + 0.5), y: MARGIN - 10 }, digit),
    drawText({ x: MARGIN - 14, y: MARGIN + CELL * (digit + 0.5) + 5 }, digit),
  ])
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}"`,
    ` font-family="system-ui, sans-serif" font-size="14" text-anchor="middle" role="img">`,
    '<title>Confusion matrix of the held-out digits</title>',
    `<rect width="${side}" height="${side}" fill="#fff"/>`,
    drawText({ x: middle, y: 18 }, 'read as'),
    `<text transform="translate(18 ${middle}) rotate(-90)">written</text>`,
    ...labels,
    ...cells,
    '</svg>\n',
  ].join('\n')
}

interface Cell {
  readonly count: number
  readonly written: number
  readonly read: number
  /** The greatest count of the matrix. */
  readonly most: number
}

function drawCell({ count, written, read, most }: Cell): string {
  const x = MARGIN + CELL * read
  const y = MARGIN + CELL * written
  const color = written === read ? '#1a7f4b' : '#c4314b'
  // Single mistakes would be invisible beside dozens of right answers if the shade grew evenly.
  const opacity = Math.sqrt(count / most).toFixed(2)
  const square = `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" rx="4"`
  return [
    `<g><title>${written} read as ${read}: ${count}</title>`,
    `${square} fill="#f0f1f3"/>${square} fill="${color}" fill-opacity="${opacity}"/>`,
    count === 0
      ? ''
      : drawText({ x: x + CELL / 2 - 1, y: y + CELL / 2 + 4 }, count, count > most / 4 ? '#fff' : '#1c1e21'),
    '</g>',
  ].join('')
}

interface Place {
  readonly x: number
  readonly y: number
}

function drawText({ x, y }: Place, content: string | number, fill = '#1c1e21'): string {
  return `<text x="${x}" y="${y}" fill="${fill}">${content}</text>`
}
