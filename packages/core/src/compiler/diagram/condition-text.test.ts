import { expect, test } from 'vitest'
import type { ConditionSpec } from '../../spec/condition.ts'
import type { SourceSpec } from '../../spec/source.ts'
import { conditionText, sourceText } from './condition-text.ts'

const left: SourceSpec = { from: 'output', node: 'pick', output: 'accuracy' }
const right: SourceSpec = { from: 'param', name: 'least' }
const enough: ConditionSpec = { op: 'gte', left, right }
const there: ConditionSpec = { op: 'isSet', source: { from: 'item', map: 'sweep' } }

test.each<[ConditionSpec, string]>([
  [enough, 'pick.accuracy ≥ params.least'],
  [{ op: 'not', of: there }, 'not (item of sweep is set)'],
  [
    { op: 'and', of: [enough, { op: 'or', of: [there, enough] }] },
    'pick.accuracy ≥ params.least and (item of sweep is set or pick.accuracy ≥ params.least)',
  ],
  [{ op: 'or', of: [there] }, 'item of sweep is set'],
  [{ op: 'and', of: [] }, 'always'],
  [{ op: 'or', of: [] }, 'never'],
])('writes a condition as people do', (condition, text) => {
  expect(conditionText(condition)).toBe(text)
})

test('cuts long values', () => {
  expect(sourceText({ from: 'value', value: 'x'.repeat(100) })).toBe(`"${'x'.repeat(58)}…`)
})
