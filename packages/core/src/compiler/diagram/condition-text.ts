import type { Comparison, ConditionSpec } from '../../spec/condition.ts'
import type { SourceSpec } from '../../spec/source.ts'
import { shorten } from './shorten.ts'

const SIGNS: Readonly<Record<Comparison, string>> = { eq: '=', ne: '≠', lt: '<', lte: '≤', gt: '>', gte: '≥' }

/** A condition as people write it: `best.accuracy ≥ params.minAccuracy and not (a.x is set)`. */
export function conditionText(condition: ConditionSpec): string {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.map(part).join(` ${condition.op} `) || (condition.op === 'and' ? 'always' : 'never')
    case 'not':
      return `not (${conditionText(condition.of)})`
    case 'isSet':
      return `${sourceText(condition.source)} is set`
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return `${sourceText(condition.left)} ${SIGNS[condition.op]} ${sourceText(condition.right)}`
  }
}

/** A source as people write it: `load.rows`, `params.rate`, `item of sweep`, a value as JSON. */
export function sourceText(source: SourceSpec): string {
  switch (source.from) {
    case 'value':
      return shorten(JSON.stringify(source.value))
    case 'param':
      return `params.${source.name}`
    case 'output':
      return `${source.node}.${source.output}`
    case 'item':
      return `item of ${source.map}`
    case 'index':
      return `index of ${source.map}`
  }
}

function part(condition: ConditionSpec): string {
  const text = conditionText(condition)
  return (condition.op === 'and' || condition.op === 'or') && condition.of.length > 1 ? `(${text})` : text
}
