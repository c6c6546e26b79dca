import type { z } from 'zod'
import type { PolicySpec } from '../policy.ts'
import type { ComponentSpec, StackComponents, StackSpec } from '../stack-spec.ts'
import type { WireKit } from './kit.ts'
import { jsonObject, namedOf, text, texts } from './scalars.ts'

/** The schema of a stack spec. */
export function stackWire({ object, named }: WireKit, policy: z.ZodType<PolicySpec>): z.ZodType<StackSpec> {
  const component = named('Component', object<ComponentSpec>({ flavor: text, config: jsonObject }))
  const components = object<StackComponents>(
    {
      orchestrator: component,
      'artifact-store': component,
      'experiment-trackers': namedOf(component),
      'step-operators': namedOf(component),
    },
    { 'model-registry': component },
  )
  return object<StackSpec>({ name: text, packages: texts, components, defaults: policy }, { description: text })
}
