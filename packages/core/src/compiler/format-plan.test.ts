import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import { anySpec } from './any-spec.fixture.ts'
import { compile } from './compile.ts'
import { formatPlan } from './format-plan.ts'
import { hookNode, pipelineSpec, stackFacts, stepNode, TRAINING, TRAINING_PARAMS, whenNode } from './specs.fixture.ts'
import { scope, valueOf } from './specs.fixture.ts'

const format = (spec: PipelineSpec, as: 'mermaid' | 'dot') => formatPlan(compile(spec, {}, stackFacts()), spec, as)

/** Texts that mean something to Mermaid or Graphviz, and any others. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', 'end', '"', '\\', '\\"', '"]; n1', '%%{init: {}}%%', 'style a: #b;', '`*a*`', '<br>', '\n}'),
)

const line = String.raw`(?:[^"\\]|\\["\\n])*`
const label = '"[^"#\\\\<>&%`]*(?:(?:#\\d+;|<br/>)[^"#\\\\<>&%`]*)*"'
const GRAMMARS = {
  mermaid: [
    /^flowchart TD$/,
    new RegExp(`^ *n\\d+(?:\\[${label}\\]|\\{\\{${label}\\}\\}|\\{${label}\\}|\\(\\[${label}\\]\\))$`),
    new RegExp(`^ *subgraph n\\d+\\[${label}\\]$`),
    /^ *end$/,
    new RegExp(`^ *n\\d+ (?:-->|==>|-\\.->)\\|${label}\\| n\\d+$`),
    /^$/,
  ],
  dot: [
    new RegExp(`^digraph "${line}" \\{$`),
    new RegExp(`^ *"${line}" \\[shape=\\w+(?:, style=\\w+)?, label="${line}"\\]$`),
    new RegExp(`^ *subgraph "${line}" \\{$`),
    new RegExp(`^ *label="${line}"$`),
    /^ *\}$/,
    new RegExp(`^ *"${line}" -> "${line}" \\[style=\\w+, label="${line}"\\]$`),
    /^$/,
  ],
} as const

/** Every line is one of the statements of the language, and every block that opens closes. */
function expectWellFormed(text: string, language: 'mermaid' | 'dot'): void {
  const lines = text.split('\n')
  for (const each of lines) expect(GRAMMARS[language].some((statement) => statement.test(each))).toBe(true)
  const opened = lines.filter((each) => (language === 'dot' ? each.endsWith('{') : /^ *subgraph /.test(each)))
  const closed = lines.filter((each) => (language === 'dot' ? /^ *\}$/ : /^ *end$/).test(each))
  expect(closed).toHaveLength(opened.length)
}

describe('formatPlan', () => {
  const plan = compile(TRAINING, TRAINING_PARAMS, stackFacts())

  test('prints JSON and YAML that read back as the plan', () => {
    expect(JSON.parse(formatPlan(plan, TRAINING, 'json'))).toEqual(plan)
    expect(parse(formatPlan(plan, TRAINING, 'yaml'))).toEqual(plan)
  })

  test('draws steps, maps, conditions, arms, hooks and outputs for Mermaid', async () => {
    await expect(formatPlan(plan, TRAINING, 'mermaid')).toMatchFileSnapshot('snapshots/training.mmd')
  })

  test('draws steps, maps, conditions, arms, hooks and outputs for Graphviz', async () => {
    await expect(formatPlan(plan, TRAINING, 'dot')).toMatchFileSnapshot('snapshots/training.dot')
  })

  test('draws an arrow for every way from one node to another', () => {
    const spec = pipelineSpec([
      stepNode('a', {}, { hooks: [hookNode('onEnd')] }),
      whenNode('choose', scope([stepNode('b')], { value: valueOf('choose.then.b') }), {
        else: scope([], { value: valueOf('a') }),
      }),
      stepNode('c', { from: valueOf('choose') }, { after: ['a'] }),
    ])
    const arrows = format(spec, 'dot')
      .split('\n')
      .filter((each) => each.includes('->'))
    expect(arrows).toEqual([
      '  "a" -> "a.onEnd.notify" [style=dotted, label="onEnd"]',
      '  "choose" -> "choose.then.b" [style=bold, label="then"]',
      '  "choose.then.b" -> "c" [style=solid, label="value"]',
      '  "choose" -> "c" [style=solid, label="value"]',
      '  "a" -> "c" [style=dashed, label="after"]',
    ])
  })

  test.each(['mermaid', 'dot'] as const)('draws any pipeline well-formed for %s', (language) => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expectWellFormed(format(spec, language), language)
      }),
    )
  })

  test.each(['mermaid', 'dot'] as const)('lets no description, value or name break the syntax of %s', (language) => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (description, value, param) => {
        const condition = {
          op: 'eq',
          left: { from: 'value', value },
          right: { from: 'param', name: param },
        } as const
        const params = { properties: { [param]: {} } }
        const nodes = [stepNode('end', {}, { description }), whenNode('graph', scope([stepNode('b')]), { condition })]
        expectWellFormed(format(pipelineSpec(nodes, { params }), language), language)
      }),
    )
  })
})
