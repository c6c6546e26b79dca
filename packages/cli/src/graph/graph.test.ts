import { describe, expect, test } from 'vitest'
import type { Plan, StepPlan } from '@regauge/core/compiler'
import { toDot } from './dot.ts'
import { toMermaid } from './mermaid.ts'
import { conditionText, planGraph } from './plan-graph.ts'

function stepPlan(path: string, needs: readonly string[] = [], launcher = 'orchestrator'): StepPlan {
  return {
    kind: 'step',
    path,
    step: path,
    launcher,
    resources: { cpu: 1, gpu: 0 },
    retry: { attempts: 1, infrastructure: 5, delayMs: 0, maxDelayMs: 0, backoff: 2, jitter: 0 },
    graceMs: 0,
    env: {},
    secrets: [],
    inputs: {},
    outputs: {},
    needs,
    hooks: [],
  }
}

const plan: Plan = {
  schema: 'regauge.plan/1',
  pipeline: 'training "v2"',
  spec: '',
  params: {},
  stack: { name: 'local', revision: '' },
  failMode: 'fail-fast',
  launchers: {},
  nodes: [
    stepPlan('load'),
    {
      kind: 'map',
      path: 'sweep',
      over: { from: 'param', name: 'rates' },
      bundle: 1,
      needs: ['load'],
      body: { nodes: [stepPlan('sweep.fit', ['load'], 'gpu')], outputs: {} },
    },
    stepPlan('pick', ['sweep']),
    {
      kind: 'when',
      path: 'live',
      condition: {
        op: 'gte',
        left: { from: 'output', node: 'pick', output: 'accuracy' },
        right: { from: 'param', name: 'minAccuracy' },
      },
      needs: ['pick'],
      // oxlint-disable-next-line unicorn/no-thenable -- an arm of a plan
      then: { nodes: [stepPlan('live.then.promote')], outputs: {} },
      else: { nodes: [], outputs: {} },
    },
  ],
  outputs: {},
  hooks: [{ ...stepPlan('tidy'), role: 'onEnd' }],
}

describe('the graph of a plan', () => {
  test('is drawn in Mermaid', () => {
    expect(toMermaid(planGraph(plan))).toMatchInlineSnapshot(`
      "---
      title: "training \\"v2\\""
      ---
      flowchart TD
        n1["load"]
        subgraph n2 ["sweep: for each of rates"]
          n3["fit on gpu"]
        end
        n4["pick"]
        subgraph n5 ["live: when pick.accuracy ≥ minAccuracy"]
          subgraph n6 ["then"]
            n7["promote"]
          end
          subgraph n8 ["else"]
          end
        end
        n0["onEnd: tidy"]
        n1 --> n2
        n1 --> n3
        n2 --> n4
        n4 --> n5
      "
    `)
  })

  test('is drawn for Graphviz, with arrows that end at the boxes around others', () => {
    expect(toDot(planGraph(plan))).toMatchInlineSnapshot(`
      "digraph "training \\"v2\\"" {
        compound=true; rankdir=TB;
        node [shape=box, style=rounded, fontname="sans-serif"]; graph [fontname="sans-serif"];
        n1 [label="load"];
        subgraph cluster_n2 {
          label="sweep: for each of rates"; style="rounded,dashed";
          n3 [label="fit on gpu"];
        }
        n4 [label="pick"];
        subgraph cluster_n5 {
          label="live: when pick.accuracy ≥ minAccuracy"; style="rounded,dashed";
          subgraph cluster_n6 {
            label="then"; style="rounded,dashed";
            n7 [label="promote"];
          }
          subgraph cluster_n8 {
            label="else"; style="rounded,dashed";
            n8_empty [style=invis, label=""];
          }
        }
        n0 [label="onEnd: tidy"];
        n1 -> n3 [lhead=cluster_n2];
        n1 -> n3;
        n3 -> n4 [ltail=cluster_n2];
        n4 -> n7 [lhead=cluster_n5];
      }
      "
    `)
  })

  test('is the same text each time', () => {
    expect(toMermaid(planGraph(structuredClone(plan)))).toBe(toMermaid(planGraph(plan)))
  })
})

test('conditions are written as people do', () => {
  const isSet = { op: 'isSet', source: { from: 'output', node: 'live', output: 'endpoint' } } as const
  const one = { from: 'value', value: 1 } as const
  expect(conditionText({ op: 'and', of: [isSet, { op: 'not', of: { op: 'eq', left: one, right: one } }] })).toBe(
    '(live.endpoint is set) and (not (1 = 1))',
  )
})
