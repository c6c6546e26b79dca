import { stringify } from 'yaml'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import type { Plan } from '../spec/plan.ts'
import { diagramOfPlan } from './diagram/diagram-of-plan.ts'
import { toDot } from './diagram/to-dot.ts'
import { toMermaid } from './diagram/to-mermaid.ts'

/** What a plan can be printed as. */
export const PLAN_FORMATS = ['json', 'yaml', 'mermaid', 'dot'] as const

export type PlanFormat = (typeof PLAN_FORMATS)[number]

/**
 * A plan as text that ends with a line break. `json` and `yaml` are the plan itself; `mermaid` and `dot` draw its steps,
 * maps, conditions, arms and hooks, with the descriptions of the spec that it was made of.
 */
export function formatPlan(plan: Plan, spec: PipelineSpec, format: PlanFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`
    case 'yaml':
      return stringify(plan, { aliasDuplicateObjects: false, lineWidth: 0 })
    case 'mermaid':
      return toMermaid(diagramOfPlan(plan, spec))
    case 'dot':
      return toDot(diagramOfPlan(plan, spec))
  }
}
