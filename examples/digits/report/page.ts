import type { LearningCurve, ModelCard } from '../artifacts.ts'
import { finalAccuracy } from '../model/learning-curve.ts'
import { drawLearningCurves } from './learning-curves.ts'

/** What the report tells. */
export interface ReportContent {
  readonly curves: readonly LearningCurve[]
  readonly chosen: LearningCurve
  /** On the held-out digits, 0 to 1. */
  readonly accuracy: number
  /** The confusion matrix as SVG. */
  readonly picture: string
  /** Absent where the model was not good enough to be published. */
  readonly card?: ModelCard | undefined
}

/** The report as one HTML page that needs nothing else. */
export function renderReport({ curves, chosen, accuracy, picture, card }: ReportContent): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handwritten digits</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1e21; max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: 0.2rem 1.5rem 0.2rem 0; text-align: left; font-weight: normal }
.chosen { color: #1f6feb; font-weight: 600 }
</style>
</head>
<body>
<h1>Handwritten digits</h1>
<p>Of the digits that it has never seen, the chosen network reads <strong>${percent(accuracy)}</strong> rightly.</p>
<h2>How the networks learnt</h2>
${drawLearningCurves(curves, chosen)}
<table>
<tr><th>rate</th><th>last loss</th><th>validation accuracy</th></tr>
${curves.map((curve) => renderCurve(curve, curve.rate === chosen.rate)).join('\n')}
</table>
<h2>What the chosen one mistakes for what</h2>
${picture}
<h2>Published</h2>
${card ? renderCard(card) : '<p>No: the network is not good enough.</p>'}
</body>
</html>
`
}

function renderCurve(curve: LearningCurve, chosen: boolean): string {
  const loss = curve.points.at(-1)?.loss.toFixed(4) ?? ''
  const cells = [curve.rate, loss, percent(finalAccuracy(curve))].map((cell) => `<td>${cell}</td>`)
  return `<tr${chosen ? ' class="chosen"' : ''}>${cells.join('')}</tr>`
}

function renderCard({ name, purpose, rate, parameters }: ModelCard): string {
  return [
    `<p><strong>${escape(name)}</strong>: ${escape(purpose)}</p>`,
    `<p>${parameters} parameters, learnt with rate ${rate}.</p>`,
  ].join('\n')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
